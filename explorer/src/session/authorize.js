// Which Authorization header a request carries: the user's own, else the remembered token.

import { session } from './session.js';

/** `sentAs` is `own`, `remembered` or `nobody`; `authorized` are the headers to send. */
export function authorize(headers) {
  const own = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  if (own) return { sentAs: 'own', authorized: headers };
  const { accessToken, automatic } = session.get();
  if (!accessToken || !automatic) return { sentAs: 'nobody', authorized: headers };
  return { sentAs: 'remembered', authorized: { ...headers, authorization: `Bearer ${accessToken}` } };
}
