// Writes `forgather.tmLanguage.json` from `source`; with `--check`, says whether it is what `source` makes.

import { readFileSync, writeFileSync } from 'node:fs';
import { grammar } from './source/grammar.mjs';

const file = new URL('forgather.tmLanguage.json', import.meta.url);
const text = `${JSON.stringify(grammar, null, 2)}\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error('`forgather.tmLanguage.json` is not what `source` makes: run `node grammars/textmate/build.mjs`');
  process.exit(1);
}
