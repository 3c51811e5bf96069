// GraphiQL as Keyward wants it: its examples, its fetcher, and nothing kept beyond the browser's tab.

import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { GraphiQL } from 'graphiql';
import { find } from './examples/index.js';
import { WELCOME } from './examples/welcome.js';
import { fetcher } from './fetcher.js';
import { EXAMPLES_PLUGIN } from './ui/examples.jsx';
import { FreshTokens } from './ui/fresh-tokens.jsx';
import { LastAnswer } from './ui/last-answer.jsx';
import { asTab } from './ui/open-example.js';

const plugins = [EXAMPLES_PLUGIN, HISTORY_PLUGIN];
const tabs = [{ query: WELCOME }, asTab(find('register')), asTab(find('me'))];

export function Explorer() {
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={plugins}
      visiblePlugin={EXAMPLES_PLUGIN}
      defaultTabs={tabs}
      defaultEditorToolsVisibility="variables"
      // Variables hold passwords and tokens: they may outlive a reload, not the tab.
      storage={sessionStorage}
    >
      <GraphiQL.Logo>
        <a className="keyward-logo" href="/graphiql">
          Keyward
        </a>
      </GraphiQL.Logo>
      <GraphiQL.Footer>
        <LastAnswer />
      </GraphiQL.Footer>
      <FreshTokens />
    </GraphiQL>
  );
}
