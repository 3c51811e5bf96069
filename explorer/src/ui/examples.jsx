// The sidebar's list of examples, with the session on top.

import { useGraphiQL } from '@graphiql/react';
import { journey } from '../examples/index.js';
import { useOpenExample } from './open-example.js';
import { SignedIn } from './signed-in.jsx';

function Examples() {
  const open = useOpenExample();
  const schema = useGraphiQL((state) => state.schema);
  const activeQuery = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.query);
  return (
    <section className="keyward-examples" aria-label="Examples">
      <h2>Examples</h2>
      <SignedIn />
      <ol>
        {stagesOf(schema).map(({ title, examples }) => (
          <li key={title}>
            <h3>{title}</h3>
            <ul>
              {examples.map((example) => (
                <li key={example.field}>
                  <button
                    type="button"
                    data-example={example.field}
                    aria-current={example.query === activeQuery}
                    onClick={() => open(example)}
                  >
                    <strong>{example.title}</strong>
                    <code>{example.field}</code>
                    <span>{example.summary}</span>
                  </button>
                  {example.mail && <MailboxHint />}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  );
}

function MailboxHint() {
  return (
    <p className="keyward-hint">
      In development the mail waits in the{' '}
      <a href="/mailbox" target="_blank" rel="noreferrer">
        mailbox
      </a>
      .
    </p>
  );
}

/** The examples that the server knows; all of them when it doesn't show its schema. */
function stagesOf(schema) {
  if (!schema) return journey;
  const known = { ...schema.getQueryType()?.getFields(), ...schema.getMutationType()?.getFields() };
  return journey
    .map(({ title, examples }) => ({ title, examples: examples.filter(({ field }) => field in known) }))
    .filter(({ examples }) => examples.length > 0);
}

function KeyIcon(props) {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" {...props}>
      <circle cx="8.5" cy="8.5" r="5" />
      <path d="m12.2 12.2 8.3 8.3M17 17l2.6-2.6" />
    </svg>
  );
}

export const EXAMPLES_PLUGIN = { title: 'Examples', icon: KeyIcon, content: Examples };
