import { test } from 'node:test';
import { look } from './support/look.js';
import { Reader } from './support/reader.js';
import { start } from './support/start.js';
import { LANGUAGES } from './support/texts.js';

/** Long enough for a mail to be delivered: one whose link is too old already is not sent. */
const LIFETIME = 10;

test('a link that came too late says so', async (t) => {
  const { server } = await start(t, 'en', {
    EMAIL_VERIFICATION_LIFETIME: `${LIFETIME}s`,
    PASSWORD_RESET_LIFETIME: `${LIFETIME}s`,
    EMAIL_CHANGE_UNDO_LIFETIME: `${LIFETIME}s`,
  });
  const opened = [];
  for (const language of LANGUAGES) {
    const reader = await Reader.at(server, language);
    const [disown, verify, reset, undo] = await Promise.all(Array.from({ length: 4 }, () => reader.newTab()));
    const email = `ann@${language}.example.org`;
    const token = await server.register(email, language);
    for (const page of [verify, disown]) await Object.assign(reader, { page }).openMailTo(email);
    await reader.followLink();
    await server.askForNewPassword(email);
    await Object.assign(reader, { page: reset }).openMailTo(email, 2);
    await server.askToMove(token, `new@${language}.example.org`);
    await Object.assign(reader, { page: undo }).openMailTo(email, 3);
    opened.push({ reader, disown, verify, reset, undo });
  }
  await new Promise((resolve) => { setTimeout(resolve, LIFETIME * 1000); });
  for (const { reader, disown, verify, reset, undo } of opened) {
    reader.page = disown;
    await reader.press('page-verify-email.disown');
    await look(reader, 'disown-expired', { title: reader.text('page-disown-expired'), status: 410 });
    for (const [page, name] of [[verify, 'verification-expired'], [reset, 'reset-link-expired'], [undo, 'undo-expired']]) {
      await Object.assign(reader, { page }).followLink();
      await look(reader, name, { title: reader.text(`page-${name}`), status: 410 });
    }
    await reader.context.close();
  }
});
