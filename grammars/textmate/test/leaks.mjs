// No scope reaches beyond its line or block.

import { isComment, isHeader, isMarker, isStatement } from './corpus.mjs';
import { openBehind } from './expected.mjs';
import { linesOf, tokenize } from './grammar.mjs';

const recovering = { '[header]': 'header', '#--- a.marker ---': 'marker', 'main: 1': 'target' };

export function leaksOf(grammar, { name, text }) {
  const problems = [];
  const lines = tokenize(grammar, text);
  let before = [];
  lines.forEach(({ line, open, stoppedEarly }, index) => {
    const place = `${name}:${index + 1}: \`${line}\``;
    const say = (what) => problems.push(`${place}: ${what} [${open.join(' > ')}]`);
    if (stoppedEarly) say('took too long');
    if (isMarker(line, index) || isHeader(line)) {
      if (open.length) say('something is open behind a header or a marker');
    } else if (isStatement(line) || isComment(line)) {
      // A statement may stand within what is open, or end it. It never leaves more open than there was.
      if (open.some((rule, depth) => rule !== before[depth])) say('a statement leaves something open');
    } else if (open.join() !== (expectedBehind(name, index + 1) ?? []).join()) {
      say('something else is open than should be');
    }
    before = open;
  });
  // What stands at the end of a file does not matter to what might follow.
  for (const [line, what] of Object.entries(recovering)) {
    const { tokens, open } = tokenize(grammar, `${text}\n${line}`).at(-1);
    const fresh = tokenize(grammar, `\n${line}`).at(-1);
    if (JSON.stringify({ tokens, open }) !== JSON.stringify({ tokens: fresh.tokens, open: fresh.open })) {
      problems.push(`${name}: a ${what} behind its end is not what it is elsewhere`);
    }
  }
  return { problems, lines: linesOf(text).length };
}

export function expectedBehind(name, number) {
  return [...openBehind].find(([place]) => `${name}:${number}`.endsWith(`/${place}`))?.[1];
}
