// The program itself, in an empty folder: development mode, its mail read at /mailbox.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = new URL('../../..', import.meta.url).pathname;
const PROGRAM = process.env.KEYWARD ?? resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target', 'debug', 'keyward');

export const PASSWORD = 'seven quiet harbours';

/** What would get in the way of a test that does the same thing many times from one address. */
const WITHOUT_LIMITS = {
  REGISTRATIONS_PER_ADDRESS: 'off',
  LOGIN_ATTEMPTS: 'off',
  LOGIN_ATTEMPTS_PER_ADDRESS: 'off',
  MAILS_PER_ADDRESS: 'off',
  MAILS_PER_RECIPIENT: 'off',
};

export class Server {
  /** Starts one with settings that differ from the defaults, and stops it when the test is over. */
  static async start(test, settings = {}) {
    const server = new Server();
    server.folder = await mkdtemp(join(tmpdir(), 'keyward-pages-'));
    test.after(async () => {
      await server.stop();
      await rm(server.folder, { recursive: true });
    });
    await server.run(settings);
    return server;
  }

  /** Stops, and starts again with other settings on the same database and the same port. */
  async restart(settings) {
    await this.stop();
    await this.run({ LISTEN: new URL(this.url).host.replace('localhost', '127.0.0.1'), ...settings });
  }

  async run(settings) {
    const all = { LISTEN: '127.0.0.1:0', ...WITHOUT_LIMITS, ...settings };
    const env = Object.fromEntries(Object.entries(all).map(([name, value]) => [`KEYWARD_${name}`, value]));
    this.process = spawn(PROGRAM, { cwd: this.folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
    this.ended = once(this.process, 'exit');
    this.url = await address(this.process.stderr);
  }

  async stop() {
    this.process?.kill('SIGKILL');
    await this.ended;
  }

  /** An account; answers with its access token. */
  async register(email, language = 'en') {
    const input = { email, password: PASSWORD };
    const { tokens } = await this.mutate('register', input, { 'accept-language': language }, 'tokens { accessToken }');
    return tokens.accessToken;
  }

  async askForNewPassword(email) {
    await this.mutate('requestPasswordReset', { email });
  }

  async askToMove(token, newEmail) {
    const input = { newEmail, currentPassword: PASSWORD };
    await this.mutate('requestEmailChange', input, { authorization: `Bearer ${token}` });
  }

  /** Runs one mutation; answers with its payload. */
  async mutate(field, input, headers, asked = '') {
    const type = `${field[0].toUpperCase()}${field.slice(1)}Input!`;
    const query = `mutation($input: ${type}) { ${field}(input: $input) { errors { code } ${asked} } }`;
    const answer = await this.post({ query, variables: { input } }, headers);
    const { data, errors } = await answer.json();
    const payload = data?.[field];
    if (!payload || payload.errors.length > 0) throw new Error(`${field}: ${JSON.stringify(errors ?? payload)}`);
    return payload;
  }

  async post(operation, headers) {
    return fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(operation),
    });
  }
}

async function address(log) {
  const lines = createInterface({ input: log });
  const said = [];
  for await (const line of lines) {
    said.push(line);
    const found = /listens on \S+ for (\S+?):? /.exec(`${line} `);
    if (found) {
      log.resume();
      return found[1];
    }
  }
  throw new Error(`the server did not start:\n${said.join('\n')}`);
}
