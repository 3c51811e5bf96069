// Running a refresh twice must not replay a spent token, which would end the session:
// where the variables in view hold one that the explorer has seen replaced, it puts the newest.

import { pick, useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';
import { session } from '../session/session.js';

export function FreshTokens() {
  const { variableEditor, activeTabIndex } = useGraphiQL(pick('variableEditor', 'activeTabIndex'));
  const { refreshToken, spent } = session.use();

  useEffect(() => {
    const text = variableEditor?.getValue() ?? '';
    const stale = refreshToken && spent.find((token) => text.includes(token));
    if (stale) variableEditor.setValue(text.replace(stale, refreshToken));
  }, [variableEditor, activeTabIndex, refreshToken, spent]);

  return null;
}
