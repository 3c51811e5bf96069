// Runs the collection against a server of its own: `npm start`, or with the path of another binary.

import { resolve } from 'node:path';
import { promisify } from 'node:util';
import newman from 'newman';
import { start } from './server.js';

const root = resolve(import.meta.dirname, '..');
const built = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target', 'debug/keyward');

const server = await start(resolve(process.argv[2] ?? built));
try {
  const { run } = await promisify(newman.run)({
    collection: resolve(import.meta.dirname, 'keyward.postman_collection.json'),
    envVar: [{ key: 'baseUrl', value: server.url }],
    reporters: 'cli',
    reporter: { cli: { noBanner: true, noSuccessAssertions: true } },
    timeoutRequest: 10_000,
  });
  if (run.failures.length) {
    console.error(`What the server said:\n${server.log}`);
    process.exitCode = 1;
  }
} finally {
  server.stop();
}
