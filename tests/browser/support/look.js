// Looks at a page as it stands before its reader: in both colour schemes, at a desk and on a phone.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import { newContext } from './reader.js';

const DESK = { width: 1000, height: 800 };
const PHONE = { width: 390, height: 844 };
const LOOKS = ['light', 'dark'].flatMap((scheme) => [
  { scheme, place: 'desk', viewport: DESK },
  { scheme, place: 'phone', viewport: PHONE },
]);
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A mail is shown inside a mail program's own page: that one has the landmarks. */
export const IN_A_MAIL_PROGRAM = ['landmark-one-main', 'region'];

/** Everything that holds for every page; `title` is what its title begins with. */
export async function look(reader, name, { title, status = 200, page = reader.page }) {
  assert.equal(page.answer.status(), status, `${page.url()}: ${await page.locator('body').innerText()}`);
  assert.equal(await page.title(), `${title} · Keyward`);
  assert.equal(await page.locator('html').getAttribute('lang'), reader.language);
  assert.equal(await page.locator('h1').count(), 1);
  await hasAStrictPolicy(page);
  await photograph(reader, name, page);
  await keyboardReachesEverything(page);
  await fits(page);
  await axeFindsNothing({ url: page.url(), html: await page.content() });
  await reader.hasNothingToComplainAbout();
}

async function hasAStrictPolicy(page) {
  const policy = await page.answer.headerValue('content-security-policy');
  assert.match(policy, /default-src 'none'.*frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*|script-src/);
  assert.equal(await page.answer.headerValue('cache-control'), 'no-store');
  assert.equal(await page.locator('script, style, [style]').count(), 0);
}

/** One Tab after the other, around the page once. */
async function keyboardReachesEverything(page) {
  const all = await page.locator(CONTROLS).count();
  const reached = [];
  for (let presses = 0; reached.length < all && presses < 2 * all + 12; presses += 1) {
    await page.keyboard.press('Tab');
    const { place, outline } = await page.evaluate(focused, CONTROLS);
    if (place < 0 || reached.includes(place)) continue;
    reached.push(place);
    assert.ok(outline >= 2, `control ${place} of ${page.url()} has focus, and nobody sees it`);
  }
  const inOrder = reached.toSorted((one, other) => one - other);
  const first = reached.indexOf(0);
  assert.equal(reached.length, all, `Tab reaches ${reached} of ${all} controls of ${page.url()}`);
  assert.deepEqual([...reached.slice(first), ...reached.slice(0, first)], inOrder, 'Tab goes from top to bottom');
}

const CONTROLS = 'a[href], button, input:not([type=hidden], [hidden]), summary, iframe, [tabindex="0"]';

/** What has focus, as its place among the controls. An iframe passes focus on to what is in it. */
function focused(controls) {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const outline = element.tagName === 'IFRAME' ? Infinity : style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth);
  return { place: [...document.querySelectorAll(controls)].indexOf(element), outline };
}

/** Nothing sticks out at 320 px (WCAG 1.4.10), at 200 % zoom, or with text twice as large (1.4.4). */
async function fits(page) {
  for (const width of [320, 640, 1000]) {
    await page.setViewportSize({ width, height: 640 });
    await scrollsOnlyDown(page, `at ${width} px`);
  }
  await page.setViewportSize(PHONE);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
  const size = await page.locator('main p').first().evaluate((paragraph) => parseFloat(getComputedStyle(paragraph).fontSize));
  assert.ok(size >= 28, `text follows the reader's own size: ${size} px`);
  await scrollsOnlyDown(page, 'with large text');
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: 16, fixed: 13 } });
  await devtools.detach();
}

async function scrollsOnlyDown(page, when) {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(beyond <= 0, `${page.url()} sticks out by ${beyond} px ${when}`);
}

/** Into the folder that SCREENSHOTS names, to be looked at. */
async function photograph(reader, name, page) {
  if (!process.env.SCREENSHOTS) return;
  await mkdir(process.env.SCREENSHOTS, { recursive: true });
  for (const { scheme, place, viewport } of LOOKS) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize(viewport);
    await page.waitForTimeout(500); // a mail's frame is painted last
    const path = join(process.env.SCREENSHOTS, `${name}-${reader.language}-${place}-${scheme}.png`);
    await page.screenshot({ path, fullPage: true });
  }
}

/** Where scripts may run and no policy holds, for the checker alone. */
const checker = newContext({ bypassCSP: true });

/** The same page there. */
export async function axeFindsNothing({ url, html, except = [] }) {
  const page = await (await checker).newPage();
  if (html) await page.route(url, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
  await page.goto(url);
  await page.evaluate(axe.source);
  for (const { scheme, place, viewport } of LOOKS) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize(viewport);
    const found = await page.evaluate(check, { tags: TAGS, except });
    assert.deepEqual(found, [], `${url} at a ${place}, ${scheme}`);
  }
  await page.close();
}

async function check({ tags, except }) {
  // A frame has a page of its own, which is looked at by itself.
  const off = ['frame-tested', ...except].map((rule) => [rule, { enabled: false }]);
  const rules = { ...Object.fromEntries(off), 'target-size': { enabled: true } };
  const options = { runOnly: { type: 'tag', values: tags }, rules, iframes: false, resultTypes: ['violations', 'incomplete'] };
  const { violations, incomplete } = await axe.run(document, options);
  return [...violations, ...incomplete].flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target}: ${failureSummary}`));
}
