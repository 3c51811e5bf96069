// Opens an example: in the tab that has it already, else in a new one.

import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { session } from '../session/session.js';

function fillIn({ field, variables }) {
  const text = variables ? JSON.stringify(variables(session.get()), null, 2) : '';
  session.set({ filledIn: { ...session.get().filledIn, [field]: text } });
  return text;
}

export const asTab = (example) => ({ query: example.query, variables: fillIn(example) });

export function useOpenExample() {
  const { addTab, changeTab } = useGraphiQLActions();
  const { tabs, queryEditor, variableEditor } = useGraphiQL(pick('tabs', 'queryEditor', 'variableEditor'));

  return (example) => {
    const open = tabs.findIndex(({ query }) => query === example.query);
    if (open < 0) {
      addTab();
      queryEditor?.setValue(example.query);
      variableEditor?.setValue(fillIn(example));
      return;
    }
    const untouched = (tabs[open].variables ?? '') === session.get().filledIn[example.field];
    changeTab(open);
    if (untouched) variableEditor?.setValue(fillIn(example));
  };
}
