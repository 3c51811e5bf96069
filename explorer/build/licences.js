// Writes the notices of every package that has code, a style or a font in what was built.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const NOTICES = /^(licen[cs]e|copying|notice|third-?party-?notices)(\.(txt|md))?$/i;

/** Two plugins that share what they see: `collect` for the workers, `write` for the page. */
export function licences({ fileName }) {
  const packages = new Map();

  const see = {
    load(id) {
      const home = packageOf(id);
      if (home && !packages.has(home)) packages.set(home, describe(home));
      return null;
    },
  };

  return {
    collect: { name: 'licences-of-workers', enforce: 'pre', ...see },
    write: {
      name: 'licences',
      enforce: 'pre',
      ...see,
      generateBundle() {
        this.emitFile({ type: 'asset', fileName, source: render([...packages.values()]) });
      },
    },
  };
}

/** The folder of the package that a module belongs to; none for our own. */
function packageOf(id) {
  const file = id.replace(/^\0/, '').replace(/\?.*$/, '');
  if (!file.includes('/node_modules/')) return null;
  for (let folder = dirname(file); !folder.endsWith('/node_modules'); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version) return folder;
  }
  return null;
}

function describe(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const notices = readdirSync(folder)
    .filter((file) => NOTICES.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  return { name, version, license, by: author?.name ?? author, notices };
}

/** One entry for each text, headed by the packages that share it. */
function render(packages) {
  const byText = new Map();
  for (const { name, version, license, by, notices } of packages.sort(byName)) {
    const text = notices.length ? notices.join('\n\n') : `By ${by ?? `the authors of ${name}`}; under ${license}.`;
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const line = '-'.repeat(80);
  const entries = [...byText].map(([text, names]) => [line, [...new Set(names)].join('\n'), line, '', text, ''].join('\n'));
  return `The explorer contains the following software and fonts, each under its own licence.\n\n${entries.join('\n')}`;
}

const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
