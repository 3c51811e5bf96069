import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { look } from './support/look.js';
import { PASSWORD } from './support/server.js';
import { start } from './support/start.js';
import { LANGUAGES } from './support/texts.js';

for (const language of LANGUAGES) {
  test(`where nothing is, a page says so (${language})`, async (t) => {
    const { reader } = await start(t, language);
    await reader.open('/nowhere');
    await look(reader, 'not-found', { title: reader.text('page-not-found'), status: 404 });
    await reader.open('/verify-email/disown');
    await look(reader, 'not-to-be-opened', { title: reader.text('page-not-found'), status: 405 });
  });

  test(`a form that can't be read is answered with a page (${language})`, async (t) => {
    const { reader } = await start(t, language);
    await reader.open('/verify-email?token=nonsense');
    for (const [enctype, size, status] of [['text/plain', 1, 415], ['application/x-www-form-urlencoded', 20_000, 413]]) {
      await reader.page.setContent(`<form method="post" action="/verify-email" enctype="${enctype}">
        <input name="token" value="${'x'.repeat(size)}"><button>Send</button></form>`);
      await reader.page.getByRole('button').click();
      await look(reader, `unreadable-${status}`, { title: reader.text('page-unreadable'), status });
    }
  });

  test(`a server that has too much to do says so (${language})`, async (t) => {
    const { server, reader } = await start(t, language);
    await server.register('ann@example.org', language);
    await server.askForNewPassword('ann@example.org');
    await reader.followLinkTo('ann@example.org', 2);
    for (const label of ['page-reset-password.new-password', 'page-reset-password.confirmation']) {
      await reader.page.getByLabel(reader.text(label), { exact: true }).fill('a much longer phrase');
    }
    await server.restart({ HASH_CONCURRENCY: '1', HASH_ITERATIONS: '64', HASH_MEMORY_KIB: '262144' });
    await crowd(server);
    await reader.press('page-reset-password.action');
    await look(reader, 'busy', { title: reader.text('page-busy'), status: 503 });
    assert.ok(Number(await reader.page.answer.headerValue('retry-after')) > 0);
  });

  test(`what breaks behind a page is told with a number to report (${language})`, async (t) => {
    const { server, reader } = await start(t, language);
    await server.register('ann@example.org', language);
    await reader.openMailTo('ann@example.org');
    for (const file of ['keyward.db', 'keyward.db-wal']) {
      await writeFile(join(server.folder, 'data', file), 'x'.repeat(1_000_000));
    }
    await reader.followLink();
    await look(reader, 'went-wrong', { title: reader.text('page-went-wrong'), status: 500 });
    const number = await reader.page.answer.headerValue('x-request-id');
    assert.ok((await reader.page.locator('main').innerText()).includes(number));
  });
}

/** So many people who sign in at once that the server turns some away, and those who wait take all its places. */
async function crowd(server) {
  const query = 'mutation($input: LoginInput!) { login(input: $input) { errors { code } } }';
  const operation = { query, variables: { input: { identifier: 'nobody@example.org', password: PASSWORD } } };
  const answers = Array.from({ length: 100 }, () => server.post(operation));
  answers.forEach((answer) => answer.catch(() => 'the test is over'));
  await Promise.any(answers);
}
