// Block scalars: `|` or `>` behind a key, a dash, a tag or an anchor. What is indented deeper than that is text.

import { blank, braces, isComment, isHeader, isMarker, isStatement } from './fragments.mjs';
import { plain } from './yaml.mjs';

const r = String.raw;

const anyKey = r`(?:${plain(false).key}|"(?>[^"\\\n]|\\.)*"|'(?>[^'\n]|'')*')\s*:${blank}+`;
const properties = r`(?:[!&](?>${braces}|\S)+${blank}+)`;

// Python is told by the name of `generate_code`'s parameter, which holds a template of Python, or by a comment.
const texts = [
  { key: r`(?:template_str|"template_str"|'template_str')\s*:${blank}+`, note: r`\s+#.*`, python: true },
  { key: anyKey, note: r`\s+#\s*[Pp]ython\b.*`, noteNeeded: true, python: true },
  { key: anyKey, note: r`\s+#.*`, python: false },
];

// A dash moves the keys behind it to the right, and with them where the text may begin.
const shapes = [
  { dash: false, key: true, deeper: r`\1${blank}` },
  { dash: true, key: true, deeper: r`\1 \3${blank}` },
  { dash: true, key: false, deeper: r`\1${blank}` },
  { dash: false, key: false, deeper: r`\1${blank}` },
];

// Statements may stand within the text at any indentation, but a block or macro holds all of it or nothing.
const inner = r`(?!\s*(?:--|<<|>>)\s+(?:end)?(?:block|macro)\b)${isStatement}`;

const rule = ({ key, note, noteNeeded, python }, { dash, key: hasKey, deeper }) => ({
  name: python ? 'meta.block-scalar.yaml meta.embedded.block.python' : 'meta.block-scalar.yaml',
  begin: [
    r`^(${blank}*)`,
    dash ? `(-)(${blank}+)` : '()()',
    hasKey ? `(${key}${properties}*)` : `(${properties}${dash ? '*' : '+'})`,
    r`([|>])([-+]?[1-9]?|[1-9][-+])`,
    noteNeeded ? `(${note})` : `(${note})?`,
    r`\s*$`,
  ].join(''),
  beginCaptures: {
    2: { name: 'punctuation.definition.block.sequence.item.yaml' },
    4: { patterns: [{ include: '#block-keys' }, { include: '#jinja' }, { include: '#block-nodes' }] },
    5: { name: 'keyword.control.flow.block-scalar.yaml punctuation.definition.block.scalar.yaml' },
    6: { name: 'storage.modifier.block-scalar.yaml' },
    7: { patterns: [{ include: '#comment' }] },
  },
  while: r`^(?!${isHeader}|${isMarker})(?=${deeper}|\s*$|${inner}|${isComment})`,
  patterns: [
    { include: '#comment-line' },
    { include: '#raw-in-text' },
    { include: '#statement-line' },
    { include: '#jinja-in-text' },
    { include: '#cut-comment' },
    python
      ? { include: 'source.python' }
      : { match: r`(?>[^\s{]|\{(?![{%#])|${blank}+(?!#{2}|\s))+`, name: 'string.unquoted.block.yaml' },
  ],
});

export const blockScalar = {
  'block-scalar': {
    patterns: texts.flatMap((text) =>
      shapes.filter((shape) => shape.key || text.key === anyKey).map((shape) => rule(text, shape)),
    ),
  },
};

/** Statements and expressions count in embedded Python, too, in its strings and comments as well. */
export const injections = {
  'L:meta.embedded.block.python -meta.embedded.expression.jinja -meta.embedded.statement.jinja -comment.block.jinja -meta.statement.line.forgather -meta.print.line.forgather':
    {
      patterns: [
        { include: '#comment-line' },
        { include: '#statement-line' },
        { include: '#cut-comment' },
        { include: '#jinja-in-text' },
      ],
    },
};
