import { Reader } from './reader.js';
import { Server } from './server.js';

/** A server, and somebody who speaks a language before its pages. */
export async function start(test, language, settings) {
  const server = await Server.start(test, settings);
  const reader = await Reader.at(server, language);
  test.after(() => reader.context.close());
  return { server, reader };
}
