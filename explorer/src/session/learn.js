// What an answer teaches: new tokens, who is at work, and when a token is no longer good.

import { claimsOf, forgetTokens, keepTokens, session } from './session.js';

export function learn({ operation, answer, status, sentAs }) {
  if (status === 401 && sentAs === 'remembered') {
    session.set({ refused: answer.errors?.[0]?.extensions?.reason ?? 'INVALID' });
  }
  const input = operation.variables?.input ?? {};
  for (const [field, payload] of Object.entries(answer.data ?? {})) {
    if (!payload || payload.errors?.length) continue;
    if (field === 'logout' && input.scope !== 'OTHERS') forgetTokens();
    if (payload.tokens) keepTokens(payload.tokens);
    learnWho(field, payload, input);
  }
}

/** So that the next example is filled in with the same address and the newest password. */
function learnWho(field, payload, input) {
  const password = input.newPassword ?? (['register', 'login'].includes(field) ? input.password : undefined);
  const email = claimsOf(payload.tokens?.accessToken)?.email ?? (field === 'register' ? input.email : undefined);
  if (password) session.set({ password });
  if (email) session.set({ email });
}
