// `node show.mjs FILE…`: each token with the innermost of its scopes (`--all`: with all of them), for whoever changes the grammar.

import { readFileSync } from 'node:fs';
import { loadGrammar, tokenize } from './grammar.mjs';

const all = process.argv.includes('--all');
const grammar = await loadGrammar();
for (const file of process.argv.slice(2).filter((argument) => argument !== '--all')) {
  for (const { line, tokens, open } of tokenize(grammar, readFileSync(file, 'utf8'))) {
    console.log(`>${line}${open.length ? `\t\topen: ${open.join(' > ')}` : ''}`);
    for (const { startIndex, endIndex, scopes } of tokens) {
      const text = line.slice(startIndex, endIndex);
      if (text.trim()) console.log(`    ${text}\t${scopes.slice(all ? 1 : -1).join(' ')}`);
    }
  }
}
