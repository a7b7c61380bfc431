// Tags: `!call:module.path:Symbol@name`, any part of which may be an expression.

import { braces, nodeStart } from './fragments.mjs';

const r = String.raw;

// A tag is told by its beginning: to Forgather, `!callable:x` is a `!call`.
const callable = 'call|singleton|factory|partial|lambda|meta';
const container = 'tuple|list|dict|dlist';

/** Characters of a tag, as PyYAML has them, but for those that part it. */
const character = r`[\w\-;/?&=+$,.~*'()\[\]%!]`;

function tag() {
  const part = `(?:(?>${braces}|${character})+)`;
  const inner = [{ include: '#braces' }];
  const name = r`(?:(@)(${part})?)?`;
  const nodeName = (at) => ({
    [at]: { name: 'punctuation.definition.node-name.forgather' },
    [at + 1]: { name: 'entity.name.function.node-name.forgather entity.name.label.node-name.forgather', patterns: inner },
  });
  // An upper-case letter begins a class.
  const symbol = [
    ...inner,
    { match: r`\.`, name: 'punctuation.separator.path.forgather' },
    { match: r`[A-Z]\w*`, name: 'entity.name.function.import.forgather entity.name.type.class.import.forgather' },
    { match: r`\w+`, name: 'entity.name.function.import.forgather' },
  ];
  const tagName = (kind) => ({ name: `storage.type.tag.${kind}.forgather` });
  return {
    patterns: [
      {
        match: r`${nodeStart}(!var)(?=\s|$)(?:\s+(?:([^\W\d]\w*)(?=\s*(?:$|[,\]}])|\s+#)|(["'])([^\W\d]\w*)(\3)))?`,
        captures: {
          1: tagName('var'),
          2: { name: 'variable.parameter.var.forgather' },
          3: { name: 'string.quoted.yaml punctuation.definition.string.begin.yaml' },
          4: { name: 'string.quoted.yaml variable.parameter.var.forgather' },
          5: { name: 'string.quoted.yaml punctuation.definition.string.end.yaml' },
        },
      },
      {
        match: r`${nodeStart}(!(?:${container})[\w-]*)(:)?${name}(?=\s|$)`,
        captures: {
          1: tagName('container'),
          2: { name: 'punctuation.separator.import-spec.forgather' },
          ...nodeName(3),
        },
      },
      {
        // The symbol is behind the last colon; without one, it is a builtin.
        match: r`${nodeStart}(!(?:${callable})[\w-]*)(?:(:)(?:(${part}(?::${part})*?)(:)(?=[^:@]*(?:@|\s|$|\{)))?(${part})?)?${name}`,
        captures: {
          1: tagName('callable'),
          2: { name: 'punctuation.separator.import-spec.forgather' },
          3: {
            name: 'entity.name.type.module.forgather entity.name.namespace.module.forgather',
            patterns: [...inner, { match: r`[./]`, name: 'punctuation.separator.path.forgather' }],
          },
          4: { name: 'punctuation.separator.import-spec.forgather' },
          5: { patterns: symbol },
          ...nodeName(6),
        },
      },
      { match: r`${nodeStart}!<[^>\s]*>`, name: 'storage.type.tag.verbatim.yaml' },
      {
        match: r`${nodeStart}!(?:${part}|:|@)*`,
        captures: { 0: { name: 'storage.type.tag.other.yaml', patterns: inner } },
      },
    ],
  };
}

export const tags = { tag: tag() };
