// What the pages say, from the files they have it from.

import { readFileSync } from 'node:fs';

export const LANGUAGES = ['en', 'de'];

const texts = Object.fromEntries(LANGUAGES.map((language) => [language, read(language)]));

/** A text by its key, e.g. `page-verify-email.action`. */
export function text(language, key, given = {}) {
  const found = texts[language][key];
  if (found === undefined) throw new Error(`no text is called ${key}`);
  return found.replaceAll(/\{ \$(\w+) \}/g, (_, name) => ({ app: 'Keyward', ...given })[name]);
}

function read(language) {
  const lines = readFileSync(new URL(`../../../locales/${language}/pages.ftl`, import.meta.url), 'utf8').split('\n');
  const found = {};
  let message;
  for (const line of lines) {
    const [, key, value] = /^(\s+\.[\w-]+|[\w-]+) = (.*)$/.exec(line) ?? [];
    if (key === undefined) continue;
    if (!key.startsWith(' ')) message = key;
    found[key.startsWith(' ') ? message + key.trim() : key] = value;
  }
  return found;
}
