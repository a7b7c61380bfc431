// What the tests know of particular files.

/** Lines of the corpus behind which something is rightly still open, and the scopes of what is. */
export const openBehind = new Map(
  Object.entries({
    // A double-quoted scalar of two lines.
    'configs/g094.yaml:3': ['string.quoted.double.yaml'],
    // A flow sequence that is never closed: the next line, a target, ends it.
    'configs/g100.yaml:1': ['meta.flow.sequence.yaml'],
    // A block scalar of two lines.
    'configs/g118.yaml:2': ['meta.block-scalar.yaml'],
    'configs/g118.yaml:3': ['meta.block-scalar.yaml'],
    'configs/g118.yaml:4': ['meta.block-scalar.yaml'],
    // An expression that is never closed, at the end of its file.
    'configs/t178.yaml:1': ['meta.embedded.expression.jinja'],
    'configs/t178.yaml:2': ['meta.embedded.expression.jinja'],
  }),
);

/** For each type of semantic token, the beginnings of the scopes of which each of its characters must have one. */
export const scopesOf = {
  // `!]` of a block header is one of them.
  delimiter: ['punctuation.section.embedded', 'storage.modifier.trim'],
  keyword: ['keyword.control', 'keyword.operator.logical', 'constant.language', 'storage.modifier'],
  string: ['string.'],
  number: ['constant.numeric'],
  operator: ['keyword.operator'],
  comment: ['comment.'],
  block: ['entity.name.type.class.block'],
  tag: ['storage.type.tag'],
  nodeName: ['punctuation.definition.node-name', 'entity.name.label.node-name'],
  anchor: ['punctuation.definition.anchor', 'entity.name.type.anchor'],
  alias: ['punctuation.definition.alias', 'variable.other.alias'],
  target: ['entity.name.tag.target'],
  dotName: ['entity.name.tag.dot-name'],
  splitMarker: ['markup.heading'],
  namespace: ['entity.name.namespace', 'entity.name.section.template'],
  class: ['entity.name.function.import', 'punctuation.separator.path'],
  function: ['entity.name.function', 'support.function', 'variable.language', 'punctuation.separator.path'],
  macro: ['entity.name.function'],
  // With its quotes, where `!var` names it.
  variable: ['variable.', 'support.variable', 'punctuation.definition.string'],
  parameter: ['variable.parameter', 'entity.name.tag', 'keyword.operator.merge'],
  property: ['variable.other.property', 'entity.name.tag', 'keyword.operator.merge'],
};

/** The other way round: for the innermost scope of what the grammar marks, the types of semantic tokens that may stand there. */
export const typesOf = [
  ['punctuation.section.embedded', ['delimiter']],
  ['keyword.control', ['keyword']],
  ['keyword.operator.logical', ['keyword']],
  ['keyword.operator.merge', ['property', 'parameter']],
  ['keyword.operator', ['operator']],
  ['constant.language', ['keyword']],
  ['constant.numeric', ['number']],
  ['constant.character', ['string']],
  ['comment', ['comment']],
  ['string.quoted', ['string', 'variable', 'property']],
  ['string.unquoted.block', ['string']],
  ['storage.type.tag', ['tag']],
  ['storage.modifier.trim', ['delimiter']],
  ['storage.modifier.block.jinja', ['keyword']],
  ['entity.name.type.class.block', ['block']],
  ['entity.name.type.class.import', ['class', 'function']],
  ['entity.name.function.import', ['class', 'function']],
  ['entity.name.function', ['function', 'macro']],
  ['entity.name.label.node-name', ['nodeName']],
  ['entity.name.type.anchor', ['anchor']],
  ['entity.name.namespace', ['namespace']],
  ['entity.name.section.template', ['namespace']],
  ['entity.name.tag.dot-name', ['dotName']],
  ['entity.name.tag.target', ['target']],
  ['entity.name.tag', ['property', 'parameter']],
  ['punctuation.definition.heading', ['splitMarker']],
  ['support.function', ['function']],
  ['support.variable', ['variable']],
  ['variable.other.alias', ['alias']],
  ['variable.other.property', ['property']],
  ['variable.parameter.var', ['variable']],
  ['variable.parameter', ['parameter']],
  ['variable', ['variable', 'function', 'parameter']],
];

/** Where grammar and server are known to differ: what the server says there, and why. */
export const differ = new Map(
  Object.entries({
    // PyYAML reads these as strings, and the corpus has it so; the server shows numbers.
    'configs/g002.yaml:8': ['number'],
    'configs/g004.yaml:2': ['number'],
    'configs/g004.yaml:7': ['number'],
    // A binary number, which the server shows as text.
    'configs/g002.yaml:4': [undefined],
    // No anchors to PyYAML: the server shows what was meant, the grammar what is wrong.
    'configs/g018.yaml:1': ['anchor'],
    'configs/g018.yaml:2': ['alias'],
    'configs/g110.yaml:1': ['anchor', 'number'],
    'callbacks/base_callbacks.yaml:17': ['anchor'],
    // A mapping and a sequence that begin within a line of a mapping, which is an error.
    'configs/g102.yaml:1': [undefined],
    'configs/g106.yaml:1': [undefined],
    // A statement that there is not: to the grammar, a word that may still become one.
    'configs/t180.yaml:1': ['keyword'],
  }),
);
