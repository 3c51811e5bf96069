import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from './support/look.js';
import { start } from './support/start.js';
import { LANGUAGES } from './support/texts.js';

for (const language of LANGUAGES) {
  test(`an address is confirmed with one button (${language})`, async (t) => {
    const { server, reader } = await start(t, language);
    await server.register('ann@example.org', language);
    await reader.followLinkTo('ann@example.org');
    const asking = { title: reader.text('page-verify-email') };
    await look(reader, 'verify-email', asking);
    assert.equal(await reader.page.getByRole('button').count(), 2);
    await reader.press('page-verify-email.action');
    await look(reader, 'verified', { title: reader.text('page-verified') });

    await reader.followLinkTo('ann@example.org');
    await look(reader, 'verify-email-again', asking);
    assert.equal(await reader.page.getByRole('button').count(), 1, 'a confirmed account is nobody else\'s to delete');
  });

  test(`whoever never signed up deletes the account, and learns that it is gone (${language})`, async (t) => {
    const { server, reader } = await start(t, language);
    await server.register('ann@example.org', language);
    await reader.followLinkTo('ann@example.org');
    const question = reader.page.url();
    const first = reader.page;
    reader.page = await reader.newTab();
    await reader.open(question);
    await reader.press('page-verify-email.disown');
    await look(reader, 'disowned', { title: reader.text('page-disowned') });

    reader.page = first;
    await reader.press('page-verify-email.disown');
    await look(reader, 'disown-invalid', { title: reader.text('page-disown-invalid'), status: 400 });
  });

  test(`a verification link that is no good says so (${language})`, async (t) => {
    const { reader } = await start(t, language);
    await reader.open('/verify-email?token=nonsense');
    await look(reader, 'verification-invalid', { title: reader.text('page-verification-invalid'), status: 400 });
  });

  test(`an address that somebody else has confirmed is taken (${language})`, async (t) => {
    const { server, reader } = await start(t, language);
    const token = await server.register('ann@example.org', language);
    await server.askToMove(token, 'new@example.org');
    await reader.followLinkTo('new@example.org');
    await server.register('new@example.org', language);
    await reader.press('page-verify-email.action');
    await look(reader, 'verification-taken', { title: reader.text('page-verification-taken'), status: 409 });
  });
}

test('a page speaks the language of the account, whatever the browser speaks', async (t) => {
  const { server, reader } = await start(t, 'en');
  await server.register('ann@example.org', 'de');
  await reader.followLinkTo('ann@example.org');
  reader.language = 'de';
  await look(reader, 'verify-email-of-another-language', { title: reader.text('page-verify-email') });
  await reader.press('page-verify-email.action');
  await look(reader, 'verified-in-another-language', { title: reader.text('page-verified') });
});

test('the keyboard alone confirms, and the deleting button comes last', async (t) => {
  const { server, reader } = await start(t, 'en');
  await server.register('ann@example.org');
  await reader.followLinkTo('ann@example.org');
  const { keyboard } = reader.page;
  // A key that is pressed before the page has the focus is lost.
  for (let tries = 0; tries < 20 && !(await reader.page.locator('button:focus').count()); tries += 1) {
    await keyboard.press('Tab');
  }
  await Promise.all([reader.page.waitForNavigation(), keyboard.press('Enter')]);
  assert.equal(reader.page.url(), `${server.url}/verify-email`);
  assert.equal(await reader.page.locator('h1').innerText(), reader.text('page-verified'));
});
