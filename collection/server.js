import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const READY_WITHIN = 30_000;
const STOPPED_WITHIN = 15_000;
const SETTINGS = {
  KEYWARD_MODE: 'development',
  KEYWARD_LISTEN: '127.0.0.1:0',
  KEYWARD_LOG: 'info',
  KEYWARD_LOG_FORMAT: 'text',
};

/** Starts the binary in an empty folder. However this process ends, the server and its folder go with it. */
export async function start(binary) {
  const folder = mkdtempSync(join(tmpdir(), 'keyward-collection-'));
  const env = { ...process.env, ...SETTINGS };
  const child = spawn(binary, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const server = { url: null, log: '', stop: () => stop(child) };
  child.stderr.setEncoding('utf8').on('data', (text) => (server.log += text));

  process.on('exit', () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${code}`)));
  try {
    server.url = await Promise.race([ready(server), ended]);
  } catch (error) {
    throw new Error(`${binary} did not start: ${error.message}\n${server.log}`);
  }
  ended.catch(() => {}); // From here on, the requests that fail tell of it.
  return server;
}

/** Where the server listens, by its first log line, once it says that it is ready. */
async function ready(server) {
  const deadline = Date.now() + READY_WITHIN;
  while (Date.now() < deadline) {
    const [, address] = server.log.match(/Keyward listens on (\S+)/) ?? [];
    if (address && (await isReady(address))) return `http://${address}`;
    await setTimeout(100);
  }
  throw new Error(`it was not ready within ${READY_WITHIN / 1000} s`);
}

const isReady = (address) => fetch(`http://${address}/health/ready`).then(({ ok }) => ok, () => false);

function stop(child) {
  child.kill();
  setTimeout(STOPPED_WITHIN, null, { ref: false }).then(() => child.kill('SIGKILL'));
}
