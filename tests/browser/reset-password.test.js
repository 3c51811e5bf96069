import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from './support/look.js';
import { start } from './support/start.js';
import { LANGUAGES } from './support/texts.js';

const NEW = 'a much longer phrase';

for (const language of LANGUAGES) {
  test(`a new password is chosen in a form that says what is wrong (${language})`, async (t) => {
    const { server, reader } = await start(t, language);
    const link = await ask(server, reader);
    const { page } = reader;
    await look(reader, 'reset-password', { title: reader.text('page-reset-password') });

    await fill(reader, 'password1', 'another one');
    const refused = { title: reader.text('page-reset-password.failed-title'), status: 422 };
    await saysWhatIsWrong(reader, ['newPassword', 'newPasswordConfirmation']);
    await look(reader, 'reset-password-refused', refused);

    await fill(reader, NEW, 'another long phrase');
    await saysWhatIsWrong(reader, ['newPasswordConfirmation']);
    await look(reader, 'reset-password-mismatch', refused);

    await fill(reader, NEW, NEW);
    await look(reader, 'password-reset', { title: reader.text('page-password-reset') });
    await page.goto(link);
    await look(reader, 'reset-link-invalid', { title: reader.text('page-reset-link-invalid'), status: 400 });
  });
}

test('the form says the rules beforehand, and tells password managers whose password it is', async (t) => {
  const { server, reader } = await start(t, 'en');
  await ask(server, reader);
  const first = reader.page.getByLabel(reader.text('page-reset-password.new-password'));
  const hint = reader.page.locator(`#${await first.getAttribute('aria-describedby')}`);
  assert.equal(await hint.innerText(), reader.text('page-reset-password.hint', { min: 8 }));
  const fields = await reader.page.locator('form input').evaluateAll((inputs) =>
    inputs.map(({ name, type, autocomplete, value }) => ({ name, type, autocomplete, value })));
  assert.deepEqual(fields.slice(1), [
    { name: 'username', type: 'text', autocomplete: 'username', value: 'ann@example.org' },
    { name: 'newPassword', type: 'password', autocomplete: 'new-password', value: '' },
    { name: 'newPasswordConfirmation', type: 'password', autocomplete: 'new-password', value: '' },
  ]);
});

test('the keyboard alone sets a password', async (t) => {
  const { server, reader } = await start(t, 'en');
  await ask(server, reader);
  const { keyboard } = reader.page;
  await keyboard.press('Tab');
  await keyboard.type('password1');
  await keyboard.press('Tab');
  await keyboard.type('password1');
  await Promise.all([reader.page.waitForNavigation(), keyboard.press('Enter')]);
  assert.equal(reader.page.answer.status(), 422);
  await focusIsOnWhatIsWrong(reader.page);
  // The next stop leads to where.
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await keyboard.type(NEW);
  await keyboard.press('Tab');
  await keyboard.type(NEW);
  await Promise.all([reader.page.waitForNavigation(), keyboard.press('Enter')]);
  assert.equal(await reader.page.locator('h1').innerText(), reader.text('page-password-reset'));
});

test('a server with a frontend leads on to it', async (t) => {
  const { reader } = await start(t, 'en', { FRONTEND_URL: 'https://app.example.org' });
  await reader.open('/reset-password?token=nonsense');
  await look(reader, 'reset-link-invalid-with-a-frontend', { title: reader.text('page-reset-link-invalid'), status: 400 });
  const door = reader.page.getByRole('link', { name: reader.text('page-continue') });
  assert.equal(await door.getAttribute('href'), 'https://app.example.org/');
});

async function ask(server, reader) {
  await server.register('ann@example.org', reader.language);
  await server.askForNewPassword('ann@example.org');
  await reader.followLinkTo('ann@example.org', 2);
  return reader.page.url();
}

async function fill(reader, password, confirmation) {
  await reader.page.getByLabel(reader.text('page-reset-password.new-password'), { exact: true }).fill(password);
  await reader.page.getByLabel(reader.text('page-reset-password.confirmation')).fill(confirmation);
  await reader.press('page-reset-password.action');
}

/** At the top, where focus is, and beside each field. */
async function saysWhatIsWrong({ page }, fields) {
  const wrong = page.locator('[aria-invalid=true]');
  assert.deepEqual(await wrong.evaluateAll((inputs) => inputs.map(({ name }) => name)), fields);
  await focusIsOnWhatIsWrong(page);
  for (const field of fields) {
    const [beside] = (await page.locator(`#${field}`).getAttribute('aria-describedby')).split(' ');
    const message = await page.locator(`#${beside}`).innerText();
    assert.ok(message.length > 0);
    assert.equal(await page.getByRole('alert').getByRole('link', { name: message }).getAttribute('href'), `#${field}`);
  }
}

/** There a screen reader begins. The browser moves the focus when it draws, which may be after the page has loaded. */
async function focusIsOnWhatIsWrong(page) {
  await page.locator('[role=alert]:focus').waitFor();
}
