// Block scalars: `|` or `>` behind a key, a dash, a tag or an anchor. What is indented deeper than that is text.

import { blank, braces, isComment, isHeader, isMarker, isStatement } from './fragments.mjs';
import { plain } from './yaml.mjs';

const r = String.raw;

const properties = r`(?:[!&](?>${braces}|\S)+${blank}+)`;
const anyKey = r`(?:${plain(false).key}|"(?>[^"\\\n]|\\.)*"|'(?>[^'\n]|'')*')\s*:${blank}+${properties}*`;
const templateKey = r`(?:template_str|"template_str"|'template_str')\s*:${blank}+${properties}*`;

// Statements may stand within the text at any indentation, but a block or macro holds all of it or nothing.
const inner = r`(?!\s*(?:--|<<|>>)\s+(?:end)?(?:block|macro)\b)${isStatement}`;

const rule = (kind, before, deeper, note) => ({
  name: kind === 'python' ? 'meta.block-scalar.yaml meta.embedded.block.python' : 'meta.block-scalar.yaml',
  begin: r`^(${blank}*)(${before})([|>])([-+]?[1-9]?|[1-9][-+])${note}\s*$`,
  beginCaptures: {
    2: { patterns: [{ include: '#block-keys' }, { include: '#block-nodes' }] },
    // Between them is the blank behind a dash.
    4: { name: 'keyword.control.flow.block-scalar.yaml punctuation.definition.block.scalar.yaml' },
    5: { name: 'storage.modifier.block-scalar.yaml' },
    6: { patterns: [{ include: '#comment' }] },
  },
  while: r`^(?!${isHeader}|${isMarker})(?=${deeper}|\s*$|${inner}|${isComment})`,
  patterns: kind === 'python' ? [{ include: 'source.python' }] : [{ include: '#block-text' }, { include: '#block-string' }],
});

/** A dash moves the key behind it to the right, and with it where the text may begin. */
const rules = (kind, key, note, withoutKey) => [
  rule(kind, r`-(${blank}+)${key}`, r`\1 \3${blank}`, note),
  rule(kind, r`()(?:${withoutKey ? r`-${blank}+${properties}*|${properties}+|` : ''}${key})`, r`\1${blank}`, note),
];

export const blockScalar = {
  'block-scalar': {
    patterns: [
      // Python is told by the name of `generate_code`'s parameter, which holds a template of Python, or by a comment.
      ...rules('python', templateKey, r`(\s+#.*)?`, false),
      ...rules('python', anyKey, r`(\s+#\s*[Pp]ython\b.*)`, true),
      ...rules('text', anyKey, r`(\s+#.*)?`, true),
    ],
  },
  'block-text': { patterns: [{ include: '#comment-line' }, { include: '#statement-line' }, { include: '#text' }] },
  'block-string': { match: r`(?>[^\s{]|\{(?![{%#])|${blank}+(?!#{2}|\s))+`, name: 'string.unquoted.block.yaml' },
};

/** Statements and expressions count in embedded Python, too, in its strings and comments as well. */
export const injections = {
  'L:meta.embedded.block.python -meta.embedded.expression.jinja -meta.embedded.statement.jinja -comment.block.jinja -meta.statement.line.forgather -meta.print.line.forgather':
    { patterns: [{ include: '#block-text' }] },
};
