import { test } from 'node:test';
import { look } from './support/look.js';
import { start } from './support/start.js';
import { LANGUAGES } from './support/texts.js';

for (const language of LANGUAGES) {
  test(`a change of address is taken back with one button (${language})`, async (t) => {
    const { server, reader } = await start(t, language);
    const token = await server.register('ann@example.org', language);
    await server.askToMove(token, 'new@example.org');
    await reader.followLinkTo('ann@example.org', 2);
    const question = reader.page.url();
    await look(reader, 'undo-email-change', { title: reader.text('page-undo-email-change') });
    await reader.press('page-undo-email-change.action');
    await look(reader, 'email-change-undone', { title: reader.text('page-email-change-undone') });

    await reader.open(question);
    await look(reader, 'undo-invalid', { title: reader.text('page-undo-invalid'), status: 400 });
  });

  test(`an old address that somebody else has confirmed is not taken back (${language})`, async (t) => {
    const { server, reader } = await start(t, language);
    const token = await server.register('ann@example.org', language);
    await server.askToMove(token, 'new@example.org');
    await reader.followLinkTo('new@example.org');
    await reader.press('page-verify-email.action');
    await server.register('ann@example.org', language);
    await reader.followLinkTo('ann@example.org', 4);
    await reader.press('page-verify-email.action');

    await reader.openMailTo('ann@example.org', 4);
    await reader.open('/mailbox');
    await reader.page.locator('.mails a', { hasText: 'ann@example.org' }).nth(1).click();
    await reader.followLink();
    await reader.press('page-undo-email-change.action');
    await look(reader, 'undo-taken', { title: reader.text('page-undo-taken'), status: 409 });
  });
}
