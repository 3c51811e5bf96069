// How a request leaves the explorer, and what it learns from the answer.

import { authorize } from './session/authorize.js';
import { learn } from './session/learn.js';
import { createStore } from './store.js';

/** The last answer to an operation of the user's: what its JSON doesn't say. */
export const lastAnswer = createStore({ status: null });

/** Answers with the JSON that came, whatever its status. */
export async function fetcher(operation, { headers = {} } = {}) {
  const { sentAs, authorized } = authorize(headers);
  const started = performance.now();
  let response, answer;
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json',
        'content-type': 'application/json',
        ...authorized,
      },
      body: JSON.stringify({ ...operation, operationName: nameIn(operation) }),
    });
    answer = await read(response);
  } catch (error) {
    answer = { errors: [{ message: `No answer from the server: ${error.message}` }] };
  }
  if (operation.operationName !== 'IntrospectionQuery') {
    const milliseconds = Math.round(performance.now() - started);
    lastAnswer.set({ status: response?.status ?? 0, statusText: response?.statusText ?? '', milliseconds, sentAs });
    learn({ operation, answer, status: response?.status, sentAs });
  }
  return answer;
}

/** For a moment after a change of tabs, GraphiQL still gives the name of the operation before. */
function nameIn({ query, operationName }) {
  return new RegExp(`\\b${operationName}\\b`).test(query) ? operationName : undefined;
}

async function read(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    const status = `${response.status} ${response.statusText}`.trim();
    return { errors: [{ message: `The server answered ${status}, without JSON.`, extensions: { body: text.slice(0, 2000) } }] };
  }
}
