// Does the grammar mark what others find?

import { surelyIn } from './corpus.mjs';
import { differ, scopesOf, typesOf } from './expected.mjs';
import { tokenize } from './grammar.mjs';

const hasScope = (token, beginnings) => token.scopes.some((scope) => beginnings.some((one) => scope.startsWith(one)));
const within = (tokens, start, end) => tokens.filter((token) => token.startIndex < end && token.endIndex > start);

/** What a look at each line alone is sure of. */
export function missesWords(grammar, { name, text }) {
  const problems = [];
  let words = 0;
  tokenize(grammar, text).forEach(({ line, tokens }, index) => {
    for (const { start, end, scope } of surelyIn(line, index)) {
      words += 1;
      if (!within(tokens, start, end).every((token) => hasScope(token, [scope, 'punctuation.definition.comment']))) {
        problems.push(`${name}:${index + 1}: \`${line.slice(start, end)}\` in \`${line.trim()}\` has no \`${scope}\``);
      }
    }
  });
  return { problems, words };
}

/** The server's semantic tokens, and the grammar's scopes: each must have its counterpart. */
export function disagreements(grammar, { name, text }, semantic) {
  const problems = [];
  const excused = [...differ].filter(([place]) => `/${name}`.includes(`/${place.split(':')[0]}`));
  const say = (line, type, message) => {
    const known = excused.some(([place, what]) => place.endsWith(`:${line + 1}`) && what.includes(type));
    if (!known) problems.push(`${name}:${line + 1}: ${message}`);
  };
  const lines = tokenize(grammar, text);
  const typesAt = lines.map(({ line }) => new Array(line.length));
  for (const { line, start, end, type } of semantic) {
    typesAt[line].fill(type, start, end);
    const written = lines[line].line.slice(start, end);
    for (const token of within(lines[line].tokens, start, end)) {
      if (!hasScope(token, scopesOf[type])) {
        say(line, type, `to the server \`${written}\` is ${type}, to the grammar ${token.scopes.slice(1).join(' ') || 'nothing'}`);
      }
    }
    // Of a symbol's path, the last part decides.
    const last = lines[line].tokens.findLast((token) => token.startIndex < end);
    if (type === 'class' && !hasScope(last, ['entity.name.type.class'])) {
      say(line, type, `\`${written}\` does not end in a class`);
    }
  }
  lines.forEach(({ line, tokens }, index) => {
    for (const { startIndex, endIndex, scopes } of tokens) {
      const expected = typesOf.find(([scope]) => scopes.at(-1).startsWith(scope));
      if (!expected) continue;
      const [scope, types] = expected;
      // The last token may hold the line break.
      for (let at = startIndex; at < Math.min(endIndex, line.length); at += 1) {
        const type = typesAt[index][at];
        if (/\S/.test(line[at]) && !types.includes(type)) {
          say(index, type, `to the grammar \`${line.slice(startIndex, endIndex).trim()}\` is ${scope}, to the server ${type ?? 'nothing'}`);
          break;
        }
      }
    }
  });
  return { problems, tokens: semantic.length };
}
