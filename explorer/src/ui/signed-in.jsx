// Who the explorer is signed in as, and what it does with the token.

import { useEffect, useState } from 'react';
import { claimsOf, forgetTokens, session } from '../session/session.js';

export function SignedIn() {
  const { accessToken, refused, automatic } = session.use();
  const now = useNow();
  if (!accessToken) {
    return (
      <section className="keyward-session" data-testid="session">
        <p>
          <strong>Not signed in.</strong> Register or log in: the explorer remembers the tokens, and sends the newest by
          itself.
        </p>
      </section>
    );
  }
  const claims = claimsOf(accessToken);
  const trouble = refused ? `refused: ${refused}` : claims && claims.exp * 1000 <= now && 'expired';
  return (
    <section className="keyward-session" data-testid="session">
      <p>
        <span className={trouble ? 'keyward-dot keyward-bad' : 'keyward-dot keyward-good'}>●</span> Signed in as{' '}
        <strong>{claims?.email ?? 'somebody'}</strong>
      </p>
      <p className="keyward-hint">
        {trouble
          ? `The access token is ${trouble}. Refresh it, or log in again.`
          : `The access token is good ${claims ? `for ${until(claims.exp, now)}` : 'for a while'}.`}
      </p>
      <label>
        <input
          type="checkbox"
          checked={automatic}
          onChange={(event) => session.set({ automatic: event.target.checked })}
        />
        Send it with every request
      </label>
      <button
        type="button"
        className="graphiql-button"
        title="Forgets the tokens here; on the server the session lives until you log out"
        onClick={forgetTokens}
      >
        Sign out of the explorer
      </button>
    </section>
  );
}

function useNow() {
  const [now, setNow] = useState(Date.now);
  const { accessToken } = session.use();
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, [accessToken]);
  return now;
}

function until(expiry, now) {
  const seconds = Math.max(0, Math.round(expiry - now / 1000));
  if (seconds < 90) return `${seconds} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
