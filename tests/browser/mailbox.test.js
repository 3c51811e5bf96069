import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IN_A_MAIL_PROGRAM, axeFindsNothing, look } from './support/look.js';
import { start } from './support/start.js';
import { LANGUAGES } from './support/texts.js';

const LONG = `${'a-very-long-name-for-somebody-who-moves'.padEnd(64, '-x')}@${'long-label'.repeat(5)}.example.org`;

for (const language of LANGUAGES) {
  test(`the mailbox lists its mails, and shows each (${language})`, async (t) => {
    const { server, reader } = await start(t, language);
    await reader.open('/mailbox');
    await look(reader, 'mailbox-empty', { title: reader.text('page-mailbox') });

    const token = await server.register('ann@example.org', language);
    await server.askToMove(token, LONG);
    await reader.openMailTo('ann@example.org', 2);
    const subject = await reader.page.locator('h1').innerText();
    await reader.page.locator('summary').click();
    await look(reader, 'mailbox-mail', { title: subject });
    await reader.page.getByRole('link', { name: reader.text('page-mailbox.back') }).click();
    await look(reader, 'mailbox', { title: reader.text('page-mailbox') });
    await reader.open('/mailbox/4711');
    await look(reader, 'mailbox-no-such-mail', { title: reader.text('page-not-found'), status: 404 });
    await reader.followLinkTo(LONG);
    await look(reader, 'verify-a-long-address', { title: reader.text('page-verify-email') });
  });

  test(`every mail can be read by everybody (${language})`, async (t) => {
    const { server, reader } = await start(t, language);
    const token = await server.register('ann@example.org', language);
    await server.askForNewPassword('ann@example.org');
    await server.askToMove(token, 'new@example.org');
    await reader.followLinkTo('new@example.org');
    await reader.press('page-verify-email.action');
    await reader.openMailTo('ann@example.org', 4);
    await reader.open('/mailbox');
    const mails = await reader.page.locator('.mails a').evaluateAll((links) => links.map(({ href }) => href));
    assert.equal(mails.length, 5);
    for (const mail of mails) await isReadable(reader, `${mail}/html`);
    await reader.hasNothingToComplainAbout();
  });
}

async function isReadable(reader, url) {
  const { page } = reader;
  await page.goto(url);
  assert.equal(await page.locator('html').getAttribute('lang'), reader.language);
  assert.equal(await page.title(), await page.locator('h1').innerText());
  await page.setViewportSize({ width: 320, height: 640 });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, `${url} at 320 px`);
  await axeFindsNothing({ url, except: IN_A_MAIL_PROGRAM });
}
