// Files to try the grammar on, and what a look at a line alone, without the grammar, says of it.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(yaml|jinja|forgather)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path, name: path.slice(folder.length + 1), text: readFileSync(path, 'utf8') }));
}

export const isHeader = (line) => /^\s*\[\w+!*\]$/u.test(withoutComment(line).trimEnd());
export const isMarker = (line, index) => index > 0 && /^#\s*-{3,}\s*[\w./]+\s*-{3,}$/.test(line);
export const isStatement = (line) => /^\s*(--|<<|>>|==|=>)\s/.test(withoutComment(line)) && !isComment(line);
export const isComment = (line) => /^\s*##/.test(line);

/** A line without the comment that Forgather cuts off. */
export function withoutComment(line) {
  return /^(.*)\s+#{2,}.*$/.exec(line)?.[1] ?? line;
}

const statementWords = new Set(
  ('block endblock extends include import from set endset macro endmacro call endcall filter endfilter if elif else endif ' +
    'for endfor with endwith raw endraw').split(' '),
);

/** What a line surely holds: `{ start, end, scope }`, the scope's beginning. Nothing of a line of whose sense it cannot be sure. */
export function surelyIn(line, index) {
  if (isComment(line)) return [{ start: line.indexOf('##'), end: line.length, scope: 'comment.line' }];
  if (isMarker(line, index)) return found(line, /[\w./]+/g, 'entity.name.section.template');
  if (isHeader(line)) return found(withoutComment(line), /\w+/gu, 'entity.name.type.class.block');
  const text = withoutComment(line);
  const statement = /^\s*(--|<<|>>|==|=>)\s+(\w*)/.exec(text);
  if (statement) {
    const start = text.indexOf(statement[1]);
    const wordStart = statement[0].length - statement[2].length;
    const delimiter = { start, end: start + 2, scope: 'punctuation.section.embedded.begin' };
    return !/==|=>/.test(statement[1]) && statementWords.has(statement[2])
      ? [delimiter, { start: wordStart, end: wordStart + statement[2].length, scope: 'keyword.control' }]
      : [delimiter];
  }
  // Blank what is in quotes, in braces or in a comment: the rest is YAML between them.
  const blank = (match) => '_'.repeat(match.length);
  const blanks = (match) => ' '.repeat(match.length);
  const bare = text
    .replace(/\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}/g, blank)
    .replace(/"[^"]*"|(?<=[\s[{,])'[^']*'/g, blank)
    .replace(/(^|\s)#.*/g, blanks);
  return [
    ...found(bare, /(?<=^|[\s[{,])![a-z]+/g, 'storage.type.tag'),
    ...found(bare, /(?<=:\s+|^\s*|-\s+|[[{,]\s*)&[\w-]+/g, 'entity.name.type.anchor', 1),
    ...found(bare, /(?<=:\s+|-\s+|[[{,]\s*)\*[\w-]+/g, 'variable.other.alias', 1),
    ...found(bare, /^\.\w+(?=:(\s|$))/g, 'entity.name.tag.dot-name'),
    ...found(bare, /^[A-Za-z]\w*(?=:(\s|$))/g, 'entity.name.tag.target'),
    ...found(bare, /(?<=^\s+)[a-z]\w*(?=:(\s|$))/g, 'entity.name.tag'),
    ...found(text, /(?<=\{%[-+]?\s*)[a-z]+/g, 'keyword.control').filter(({ start, end }) =>
      statementWords.has(text.slice(start, end)),
    ),
  ];
}

function found(text, pattern, scope, skip = 0) {
  return [...text.matchAll(pattern)].map((match) => ({
    start: match.index + skip,
    end: match.index + match[0].length,
    scope,
  }));
}
