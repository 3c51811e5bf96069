// What the explorer remembers of the user who signs in with it, for as long as the browser's tab is open.

import { createStore } from '../store.js';

const KEY = 'keyward:session';

const NOBODY = {
  accessToken: null,
  refreshToken: null,
  spent: [], // earlier refresh tokens, so that an open tab can be given the newest
  refused: null, // why the server no longer takes the access token
};

export const session = createStore({
  ...NOBODY,
  email: null,
  password: null,
  automatic: true, // whether the access token goes with every request
  filledIn: {}, // by example, the variables as we wrote them: ours to write again
  ...stored(),
});

session.watch((now) => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(now));
  } catch {
    // Without storage a reload forgets it all: no more than that.
  }
});

/** Keeps a new pair; an answer may carry half of it, and a cookie's refresh token is null. */
export function keepTokens({ accessToken, refreshToken }) {
  const now = session.get();
  const replaced = refreshToken !== undefined && now.refreshToken !== null && refreshToken !== now.refreshToken;
  session.set({
    accessToken: accessToken ?? now.accessToken,
    refreshToken: refreshToken === undefined ? now.refreshToken : refreshToken,
    spent: replaced ? [...now.spent, now.refreshToken].slice(-20) : now.spent,
    refused: accessToken ? null : now.refused,
  });
}

/** Signs out of the explorer alone: the server's session lives on. */
export function forgetTokens() {
  session.set(NOBODY);
}

/** What an access token says; null when it can't be read. */
export function claimsOf(accessToken) {
  try {
    const bytes = atob(accessToken.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))));
  } catch {
    return null;
  }
}

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}
