// The grammar, loaded as editors load it.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

const require = createRequire(import.meta.url);
const files = {
  'source.forgather': new URL('../forgather.tmLanguage.json', import.meta.url),
  'source.python': require.resolve('tm-grammars/grammars/python.json'),
};

await oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')).buffer);

export function newRegistry(theme) {
  return new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => (scope in files ? JSON.parse(readFileSync(files[scope], 'utf8')) : null),
    theme,
  });
}

export const loadGrammar = (registry = newRegistry()) => registry.loadGrammar('source.forgather');

/** Lines as editors count them, without what ends them. */
export const linesOf = (text) => text.split(/\r\n|\n|\r/);

/** For each line its tokens, and the names of the rules that are still open behind it, the outermost first. */
export function tokenize(grammar, text) {
  let state = textmate.INITIAL;
  return linesOf(text).map((line) => {
    const { tokens, ruleStack, stoppedEarly } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return { line, tokens, open: openRules(ruleStack), stoppedEarly };
  });
}

function openRules(stack) {
  const names = [];
  for (let element = stack; element.parent; element = element.parent) {
    names.unshift(element.nameScopesList.getScopeNames().at(-1));
  }
  return names;
}
