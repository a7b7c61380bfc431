// The colours of well-known themes: what matters must stand out in every one of them.

import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import textmate from 'vscode-textmate';
import { loadGrammar, newRegistry } from './grammar.mjs';

const folder = dirname(createRequire(import.meta.url).resolve('tm-themes/themes/monokai.json'));

const sample = [
  ['', {}],
  ['## remark', { comment: 'remark' }],
  ['-- block header', { delimiter: '--', keyword: 'block', block: 'header' }],
  ['[main!]', { header: 'main' }],
  ["== f('text') | trim + 12", { call: 'f', string: 'text', filter: 'trim', number: '12' }],
  ['#--- part ---', { marker: 'part' }],
  ['.define: &an !call:torch.nn:Linear@node', { dotName: 'define', anchor: 'an', tag: '!call', module: 'torch', symbol: 'Linear', name: 'node' }],
  ['main: *alias', { target: 'main', alias: ['*', 'alias'] }],
  ['    key: true', { key: 'key', constant: 'true' }],
];

// Some themes colour little, and that is their point.
const plain = {
  'min-dark': ['keyword', 'block', 'header', 'call', 'filter', 'marker', 'anchor', 'module', 'symbol', 'name'],
  'min-light': ['marker'],
  'everforest-dark': ['alias'],
  'everforest-light': ['alias'],
  houston: ['filter'],
  plastic: ['delimiter'],
  poimandres: ['keyword'],
  'light-plus': ['name'],
  'night-owl': ['anchor', 'module'],
  'night-owl-light': ['anchor', 'module'],
  nord: ['anchor', 'module'],
  'snazzy-light': ['anchor', 'module'],
};

export const themes = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({ id: file.slice(0, -5), ...JSON.parse(readFileSync(join(folder, file), 'utf8')) }));

/** The kinds of which a theme shows at least one as it shows plain text. */
export async function uncoloured(theme) {
  const foreground = theme.colors?.['editor.foreground'] ?? (theme.type === 'light' ? '#000000' : '#ffffff');
  const rules = theme.tokenColors ?? theme.settings;
  const grammar = await loadGrammar(newRegistry({ settings: [{ settings: { foreground, background: '#808080' } }, ...rules] }));
  let state = textmate.INITIAL;
  const kinds = [];
  for (const [line, places] of sample) {
    const { tokens, ruleStack } = grammar.tokenizeLine2(line, state);
    state = ruleStack;
    for (const [kind, text] of Object.entries(places)) {
      if ([text].flat().every((part) => isPlain(metadataAt(tokens, line.indexOf(part))))) kinds.push(kind);
    }
  }
  return kinds.filter((kind) => !plain[theme.id]?.includes(kind));
}

function metadataAt(tokens, offset) {
  let metadata = tokens[1];
  for (let at = 0; at < tokens.length && tokens[at] <= offset; at += 2) metadata = tokens[at + 1];
  return metadata;
}

/** The default colour has number 1; bits 11 to 14 are the font's style. */
const isPlain = (metadata) => ((metadata >>> 15) & 0x1ff) === 1 && ((metadata >>> 11) & 0xf) === 0;
