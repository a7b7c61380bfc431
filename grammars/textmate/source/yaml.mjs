// YAML, as the text between statements: PyYAML's YAML 1.1, interrupted by expressions anywhere. No rule but flow
// collections, quoted scalars and block scalars goes on beyond its line.

import { blank, braces, isMarker, nodeStart, recover, recoverFlow } from './fragments.mjs';

const r = String.raw;

/** The parts of a plain scalar. In a flow collection its brackets and commas end it. */
export function plain(flow, active = true) {
  const more = flow ? r`,\[\]}` : '';
  const openBrace = flow ? '(?!)' : active ? r`\{(?![{%#])` : r`\{`;
  const afterColon = flow ? r`[^\s,\[\]{}]` : r`\S`;
  const first = r`[^\s#&*!|>'"%@${'`'}{}\[\],?:-]|[?:-](?=${afterColon})`;
  const rest = r`[^\s:#{${more}]|${openBrace}|:(?=${afterColon})|(?<=\S)#|${blank}+(?![\s#:])`;
  const colon = flow ? r`:(?=[\s,\[\]{}]|$)` : r`:(?=\s|$)`;
  return {
    scalar: r`(?>(?:${first})(?>${rest}|${blank}+:(?=${afterColon}))*)`,
    /** What follows an expression without a space, whatever it begins with. */
    tail: r`(?<=\}\})(?!\s|\{[{%#]|${colon})(?>${rest})+`,
    key: r`(?>(?:${braces}|${first})(?>${braces}|${rest})*)(?=\s*${colon})`,
    // A scalar of another type than string must be all there is.
    whole: flow ? r`(?=\s*(?:$|\{[%#]|[,\[\]{}]|:(?=[\s,\[\]{}]|$))|\s+#)` : r`(?=\s*(?:$|\{[%#]|:(?=\s|$))|\s+#)`,
    colon,
  };
}

// PyYAML's resolvers: an exponent needs a dot and a sign, `010` is eight, `1:30` is ninety.
const types = [
  [r`~|null|Null|NULL`, 'constant.language.null.yaml'],
  [r`yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF`, 'constant.language.boolean.yaml'],
  [
    r`\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?`,
    'constant.other.timestamp.yaml',
  ],
  [
    r`[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.\d[\d_]*(?:[eE][-+]\d+)?|[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)`,
    'constant.numeric.float.yaml',
  ],
  [
    r`[-+]?(?:0b[01_]+|0x[\da-fA-F_]+|0[0-7_]+|0|[1-9][\d_]*(?::[0-5]?\d)*)`,
    'constant.numeric.integer.yaml',
  ],
];

/** Quoted scalars, of which a key is one before a colon. In a raw section no expression is in them. */
function quoted(active, flow) {
  const { colon } = plain(flow);
  const rule = (quote, kind, body) => {
    const scalar = (name, lookahead) => ({
      name: `string.quoted.${kind}.yaml${name}`,
      begin: `${quote}${lookahead}`,
      beginCaptures: { 0: { name: 'punctuation.definition.string.begin.yaml' } },
      end: kind === 'single' ? `(${quote})(?!')|${recover}` : `(${quote})|${recover}`,
      endCaptures: { 1: { name: 'punctuation.definition.string.end.yaml' } },
      patterns: active ? [{ include: '#text' }, { include: `#${kind}-escapes` }] : [{ include: `#${kind}-escapes` }],
    });
    return [scalar(' entity.name.tag.yaml', r`(?=${body}${quote}\s*${colon})`), scalar('', '')];
  };
  return [...rule('"', 'double', r`(?>[^"\\\n]|\\.)*`), ...rule("'", 'single', r`(?>[^'\n]|'')*`)];
}

/** Keys come before expressions, for they may begin with one. */
function keys(active, flow) {
  const part = plain(flow, active);
  const key = (start, name) => ({
    match: start + part.key,
    captures: { 0: { name, patterns: active ? [{ include: '#braces' }] : [] } },
  });
  const atMargin = [
    key(r`^(?=\.)`, 'entity.name.tag.yaml entity.name.tag.dot-name.forgather'),
    key('^', 'entity.name.tag.yaml entity.name.tag.target.forgather'),
  ];
  return [
    { match: r`${nodeStart}<<(?=\s*${part.colon})`, name: 'keyword.operator.merge.yaml' },
    ...(flow ? [] : atMargin),
    key(nodeStart, 'entity.name.tag.yaml'),
  ];
}

function nodes(flow) {
  const part = plain(flow);
  const where = flow ? 'in' : 'out';
  // PyYAML takes no dot, no `@` and no letter beyond ASCII in the name of an anchor.
  const reference = (sign, signName, name) => ({
    match: r`${nodeStart}(${sign})((?:${braces}|[0-9A-Za-z_-])+)([^\s,\[\]{}]+)?`,
    captures: {
      1: { name: signName },
      2: { name, patterns: [{ include: '#braces' }] },
      3: { name: 'invalid.illegal.anchor.yaml' },
    },
  });
  return [
    { match: part.tail, name: `string.unquoted.plain.${where}.yaml` },
    ...(flow ? [] : [{ match: r`(?<=^|\s|[%#]\})-(?=\s|$)`, name: 'punctuation.definition.block.sequence.item.yaml' }]),
    { match: r`(?<=^|\s|[\[{,])\?(?=\s|$)`, name: 'punctuation.definition.mapping.key.yaml' },
    { include: '#tag' },
    reference('&', 'keyword.control.property.anchor.yaml punctuation.definition.anchor.yaml', 'entity.name.type.anchor.yaml'),
    reference(r`\*`, 'keyword.control.flow.alias.yaml punctuation.definition.alias.yaml', 'entity.name.type.alias.yaml variable.other.alias.yaml'),
    ...quoted(true, flow),
    { include: '#flow' },
    ...types.map(([match, name]) => ({ match: `${nodeStart}(?:${match})${part.whole}`, name })),
    { match: part.scalar, name: `string.unquoted.plain.${where}.yaml` },
    { match: part.colon, name: 'punctuation.separator.key-value.mapping.yaml' },
  ];
}

const collection = (open, close, kind) => ({
  name: `meta.flow.${kind}.yaml`,
  begin: open,
  beginCaptures: { 0: { name: `punctuation.definition.${kind}.begin.yaml` } },
  // Statements may stand between the items; a header or a marker ends what was never closed.
  end: `(${close})|${recoverFlow}`,
  endCaptures: { 1: { name: `punctuation.definition.${kind}.end.yaml` } },
  patterns: [{ match: ',', name: `punctuation.separator.${kind}.yaml` }, { include: '#flow-items' }],
});

const comment = (patterns) => ({
  name: 'comment.line.number-sign.yaml',
  begin: r`(?<=^|\s)#`,
  beginCaptures: { 0: { name: 'punctuation.definition.comment.yaml' } },
  // An expression in a comment is one, and may go on behind the line.
  end: `$|${recover}`,
  patterns,
});

export const yaml = {
  'block-keys': { patterns: keys(true, false) },
  'block-nodes': { patterns: nodes(false) },
  'flow-keys': { patterns: keys(true, true) },
  'flow-nodes': { patterns: nodes(true) },
  'flow-items': {
    patterns: [
      { include: '#comment-line' },
      { include: '#raw' },
      { include: '#statement-line' },
      { include: '#flow-keys' },
      { include: '#jinja' },
      { include: '#comment' },
      { include: '#flow-nodes' },
    ],
  },
  flow: { patterns: [collection(r`\[`, r`\]`, 'sequence'), collection(r`\{(?![{%#])`, r`\}`, 'mapping')] },

  'double-escapes': {
    patterns: [
      {
        match: r`\\(?:[0abt\tnvfre "/\\N_LP]|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|$)`,
        name: 'constant.character.escape.yaml',
      },
      { match: r`\\.`, name: 'invalid.illegal.unrecognized-escape.yaml' },
    ],
  },
  'single-escapes': { match: `''`, name: 'constant.character.escape.yaml' },

  comment: comment([{ include: '#text' }]),
  'comment-raw': comment([]),

  document: {
    patterns: [
      { match: r`^---(?=\s|$)`, name: 'entity.other.document.begin.yaml' },
      { match: r`^\.\.\.(?=\s|$)`, name: 'entity.other.document.end.yaml' },
      { match: r`^%(?:YAML|TAG)\b.*$`, name: 'keyword.other.directive.yaml' },
    ],
  },

  // In a raw section braces mean nothing. Of the rest, what stands out.
  'yaml-raw': {
    patterns: [
      { include: '#cut-comment' },
      { include: '#comment-raw' },
      ...keys(false, false),
      ...quoted(false, false),
      { match: plain(false).colon, name: 'punctuation.separator.key-value.mapping.yaml' },
    ],
  },

  // What counts within a scalar or a comment.
  text: {
    patterns: [{ include: '#cut-comment' }, { include: '#jinja-comment' }, { include: '#raw-in-text' }, { include: '#braces' }],
  },
  // What counts within a word.
  braces: { patterns: [{ include: '#jinja-statement' }, { include: '#jinja-expression' }] },
};
