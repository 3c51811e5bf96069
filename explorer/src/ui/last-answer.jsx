// One line under the answer: its status, how long it took, and whose token went with the request.

import { lastAnswer } from '../fetcher.js';

const SENT_AS = {
  remembered: 'sent with the remembered access token',
  own: 'sent with your own Authorization header',
  nobody: 'sent without an access token',
};

export function LastAnswer() {
  const { status, statusText, milliseconds, sentAs } = lastAnswer.use();
  if (status === null) return null;
  const good = status >= 200 && status < 300;
  return (
    <p className="keyward-answer" role="status">
      <span className={good ? 'keyward-good' : 'keyward-bad'} data-testid="status">
        {status ? `${status} ${statusText}`.trim() : 'no answer'}
      </span>
      {` · ${milliseconds} ms · ${SENT_AS[sentAs]}`}
    </p>
  );
}
