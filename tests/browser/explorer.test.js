import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newContext } from './support/reader.js';
import { Server } from './support/server.js';

test('the front door leads to the explorer, which runs under its policy and fetches nothing from elsewhere', async (t) => {
  const server = await Server.start(t);
  const context = await newContext();
  const complaints = [];
  context.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(`${server.url}/`)) complaints.push(request.url());
  });
  const page = await context.newPage();
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(server.url);
  assert.equal(page.url(), `${server.url}/graphiql`);
  await page.locator('.graphiql-execute-button, [aria-label^="Execute query"]').first().waitFor();
  await page.waitForLoadState('networkidle');
  assert.deepEqual(complaints, []);
});
