// Somebody with a browser in which no script runs.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after } from 'node:test';
import { chromium } from 'playwright-core';
import { text } from './texts.js';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

const onPath = () => process.env.PATH.split(delimiter).map((folder) => join(folder, 'chromium')).find(existsSync);

const launched = chromium.launch({ executablePath: process.env.CHROMIUM ?? onPath(), args: FLAGS });
after(async () => (await launched).close());

/** A window of a browser that all tests of a file share. */
export async function newContext(options) {
  return (await launched).newContext(options);
}

export class Reader {
  /** With a window of their own, which speaks a language. */
  static async at(server, language = 'en') {
    const context = await newContext({ javaScriptEnabled: false, locale: language });
    const reader = Object.assign(new Reader(), { context, server, language, complaints: [] });
    context.on('request', (request) => reader.watch(request));
    reader.page = await reader.newTab();
    return reader;
  }

  async newTab() {
    const page = await this.context.newPage();
    page.on('console', (message) => this.hear(message));
    page.on('response', (response) => {
      if (response.request().isNavigationRequest() && response.frame() === page.mainFrame()) page.answer = response;
    });
    return page;
  }

  watch(request) {
    const isOwn = request.url().startsWith(`${this.server.url}/`) || request.url().startsWith('about:');
    if (!isOwn) this.complaints.push(`a foreign request: ${request.url()}`);
  }

  /** That a page itself came with 404 is no complaint about it. */
  hear(message) {
    const isItsStatus = message.text().startsWith('Failed to load resource: the server responded with a status of 4') ||
      message.text().startsWith('Failed to load resource: the server responded with a status of 5');
    const isAboutThePage = message.location().url === message.page()?.url();
    if (!(isItsStatus && isAboutThePage)) this.complaints.push(`on the console: ${message.text()}`);
  }

  text(key, given) {
    return text(this.language, key, given);
  }

  async open(path) {
    await this.page.goto(new URL(path, this.server.url).href);
  }

  async press(key) {
    await this.page.getByRole('button', { name: this.text(key), exact: true }).click();
  }

  /** Goes to the mailbox, opens the newest of so many mails to somebody, and follows the link in it. */
  async followLinkTo(address, mails = 1) {
    await this.openMailTo(address, mails);
    await this.followLink();
  }

  async followLink() {
    await this.page.locator('dd a').click();
  }

  /** Waits until so many mails to somebody have arrived. */
  async openMailTo(address, mails = 1) {
    const theirs = this.page.locator('.mails a', { hasText: address });
    for (let tries = 0; ; tries += 1) {
      await this.open('/mailbox');
      if ((await theirs.count()) >= mails) break;
      assert.ok(tries < 100, `${mails} mails to ${address}`);
      await this.page.waitForTimeout(100);
    }
    await theirs.first().click();
  }

  /** Nothing went wrong behind the page's back. */
  async hasNothingToComplainAbout() {
    assert.deepEqual(this.complaints, []);
    assert.deepEqual(await this.context.cookies(), [], 'the mailed token is the whole authority: no page has a cookie');
  }
}
