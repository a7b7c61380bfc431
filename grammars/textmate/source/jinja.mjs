// Jinja2: expressions, and the statements that stand in braces or behind `--`.

import { blockName, cutComment, recover, isMarker, isComment } from './fragments.mjs';

const r = String.raw;

/** Where a statement's first word stands: behind `{%`, or behind the delimiter of a line statement. */
const head = r`(?:\G|(?<=(?:--|<<|>>)\s))\s*`;
/** Where a statement ends, with its line or its brace. */
const ending = r`(?=\s*:?\s*(?:[-+]?%\}|$))`;

const conditional = 'if|elif|else|endif';
const loop = 'for|endfor';
const importing = 'extends|include|import|from';
const other =
  'set|endset|macro|endmacro|call|endcall|filter|endfilter|with|endwith|autoescape|endautoescape|block|endblock|raw|endraw';

/** What Jinja2 and Forgather give to every template. */
const globals = [
  'range|dict|lipsum|cycler|joiner|namespace',
  'isotime|utcisotime|filetime|utcfiletime|now|utcnow',
  'joinpath|normpath|abspath|relpath|dirname|basename|splitext|repr|modname_from_path',
  'user_home_dir|getcwd|forgather_config_dir|user_data_dir|user_cache_dir|user_config_dir|site_data_dir|site_config_dir',
].join('|');
const facts = 'project_dir|workspace_root|hostname|uname|versions';

const word = r`[^\W\d]\w*`;
const parameters = {
  patterns: [
    { match: r`(?<=[(,])\s*(${word})`, captures: { 1: { name: 'variable.parameter.jinja' } } },
    { include: '#expression' },
  ],
};
const bracket = (open, close, kind, patterns, alsoEnds) => ({
  name: `meta.${kind}.jinja`,
  begin: open,
  beginCaptures: { 0: { name: `punctuation.section.${kind}.begin.jinja` } },
  end: `(${close})|${alsoEnds}`,
  endCaptures: { 1: { name: `punctuation.section.${kind}.end.jinja` } },
  patterns,
});
/** A parenthesis that was never closed ends with its brace. A dictionary's may not: `}}` closes two of them. */
const braceEnds = r`(?=[-+]?[%}]\})|${recover}`;

export const jinja = {
  jinja: { patterns: [{ include: '#jinja-comment' }, { include: '#braces' }] },

  'jinja-comment': {
    name: 'comment.block.jinja',
    begin: r`\{#`,
    beginCaptures: { 0: { name: 'punctuation.definition.comment.begin.jinja' } },
    // A comment on a line of its own becomes one in braces, whose end ends this one, too.
    end: r`([-+]?#\})|^(?=${isComment}|${isMarker})`,
    endCaptures: { 1: { name: 'punctuation.definition.comment.end.jinja' } },
    patterns: [{ include: '#cut-comment' }],
  },

  'jinja-expression': {
    name: 'meta.embedded.expression.jinja',
    begin: r`\{\{[-+]?`,
    beginCaptures: { 0: { name: 'keyword.control.delimiter.jinja punctuation.section.embedded.begin.jinja' } },
    end: r`([-+]?\}\})|${recover}`,
    endCaptures: { 1: { name: 'keyword.control.delimiter.jinja punctuation.section.embedded.end.jinja' } },
    patterns: [{ include: '#expression' }],
  },

  'jinja-statement': {
    name: 'meta.embedded.statement.jinja',
    begin: r`\{%[-+]?`,
    beginCaptures: { 0: { name: 'keyword.control.delimiter.jinja punctuation.section.embedded.begin.jinja' } },
    end: r`([-+]?%\})|${recover}`,
    endCaptures: { 1: { name: 'keyword.control.delimiter.jinja punctuation.section.embedded.end.jinja' } },
    patterns: [{ include: '#statement' }],
  },

  statement: {
    patterns: [
      {
        match: r`${head}(block)\b(?:\s+(\w+)((?:\s+(?:scoped|required)\b)*))?`,
        captures: {
          1: { name: 'keyword.control.block.jinja' },
          2: { name: blockName },
          3: { patterns: [{ match: r`\w+`, name: 'storage.modifier.block.jinja' }] },
        },
      },
      {
        match: r`${head}(endblock)\b(?:\s+(\w+))?`,
        captures: {
          1: { name: 'keyword.control.block.jinja' },
          2: { name: blockName },
        },
      },
      {
        begin: r`${head}(macro)\b(?:\s+(\w+))?\s*(\()`,
        beginCaptures: {
          1: { name: 'keyword.control.macro.jinja' },
          2: { name: 'entity.name.function.macro.jinja' },
          3: { name: 'punctuation.section.parameters.begin.jinja' },
        },
        end: r`(\))|${braceEnds}`,
        endCaptures: { 1: { name: 'punctuation.section.parameters.end.jinja' } },
        patterns: parameters.patterns,
      },
      {
        begin: r`${head}(call)\s*(\()`,
        beginCaptures: {
          1: { name: 'keyword.control.macro.jinja' },
          2: { name: 'punctuation.section.parameters.begin.jinja' },
        },
        end: r`(\))|${braceEnds}`,
        endCaptures: { 1: { name: 'punctuation.section.parameters.end.jinja' } },
        patterns: parameters.patterns,
      },
      {
        match: r`${head}(filter)\s+(${word}(?:\.${word})*)`,
        captures: {
          1: { name: 'keyword.control.filter.jinja' },
          2: { name: 'entity.name.function.filter.jinja support.function.filter.jinja' },
        },
      },
      { match: r`${head}(${conditional})\b`, captures: { 1: { name: 'keyword.control.conditional.jinja' } } },
      { match: r`${head}(${loop})\b`, captures: { 1: { name: 'keyword.control.loop.jinja' } } },
      { match: r`${head}(${importing})\b`, captures: { 1: { name: 'keyword.control.import.jinja' } } },
      { match: r`${head}(${other})\b`, captures: { 1: { name: 'keyword.control.statement.jinja' } } },
      { include: '#statement-words' },
      { match: r`:${ending}`, name: 'punctuation.separator.statement.jinja' },
      { include: '#expression' },
    ],
  },

  // Words that mean something in one place of a statement, and are names everywhere else.
  'statement-words': {
    patterns: [
      {
        match: r`(?<=\s)(ignore)\s+(missing)\b(?=\s*(?:with(?:out)?\s+context\s*)?(?:[-+]?%\}|$))`,
        name: 'keyword.control.import.jinja',
      },
      { match: r`(?<=\s)with(?:out)?\s+context${ending}`, name: 'keyword.control.import.jinja' },
      {
        match: r`(?<=['"\w)\]]\s)\s*(import)\s+((?:(?!with(?:out)?\s+context)[\w\s,])+)`,
        captures: {
          1: { name: 'keyword.control.import.jinja' },
          2: {
            patterns: [
              { match: r`\bas\b`, name: 'keyword.control.import.jinja' },
              { match: word, name: 'entity.name.function.macro.jinja' },
              { match: ',', name: 'punctuation.separator.jinja' },
            ],
          },
        },
      },
      {
        match: r`(?<=['"\w)\]]\s)\s*(as)\s+(\w+)`,
        captures: { 1: { name: 'keyword.control.import.jinja' }, 2: { name: 'entity.name.namespace.jinja' } },
      },
      { match: r`(?<=[\w)\]'"}]\s)\s*recursive\b${ending}`, name: 'keyword.control.loop.jinja' },
    ],
  },

  expression: {
    patterns: [
      { include: '#cut-comment' },
      { include: '#jinja-string' },
      {
        match: r`(?<![\w.])(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][-+]?\d[\d_]*)?)\b`,
        name: 'constant.numeric.jinja',
      },
      {
        match: r`(\|)\s*(${word}(?:\.${word})*)?`,
        captures: {
          1: { name: 'keyword.operator.pipe.jinja' },
          2: { name: 'entity.name.function.filter.jinja support.function.filter.jinja' },
        },
      },
      {
        match: r`(?<!\.)\b(is)\b(?:\s+(not)\b)?(?:\s+(${word}(?:\.${word})*))?`,
        captures: {
          1: { name: 'keyword.operator.logical.jinja' },
          2: { name: 'keyword.operator.logical.jinja' },
          3: { name: 'support.function.test.jinja' },
        },
      },
      { match: r`(\.)\s*(${word})(?=\s*\()`, captures: { 1: { name: 'punctuation.accessor.jinja' }, 2: { name: 'entity.name.function.method.jinja' } } },
      { match: r`(\.)\s*(\w+)`, captures: { 1: { name: 'punctuation.accessor.jinja' }, 2: { name: 'variable.other.property.jinja' } } },
      { match: r`\b(?:and|or|not|in)\b`, name: 'keyword.operator.logical.jinja' },
      { match: r`\b(?:if|else)\b`, name: 'keyword.control.conditional.jinja' },
      { match: r`\b(?:true|false|True|False)\b`, name: 'constant.language.boolean.jinja' },
      { match: r`\b(?:none|None)\b`, name: 'constant.language.null.jinja' },
      { match: r`\b(?:super|self|loop|caller|varargs|kwargs)\b(?!\s*=(?!=))`, name: 'variable.language.jinja' },
      { match: r`\b(?:${globals})\b(?=\s*\()`, name: 'support.function.builtin.forgather' },
      { match: r`\b(?:${facts})\b(?!\s*=(?!=))`, name: 'support.variable.forgather' },
      { match: r`(${word})(?=\s*\()`, name: 'entity.name.function.call.jinja' },
      { match: word, name: 'variable.other.jinja' },
      { match: r`\*\*|//|==|!=|<=|>=|[-+*/%~<>]`, name: 'keyword.operator.jinja' },
      { match: r`=`, name: 'keyword.operator.assignment.jinja' },
      { match: r`[,:;]`, name: 'punctuation.separator.jinja' },
      bracket(
        r`\(`,
        r`\)`,
        'parens',
        [
          {
            match: r`(${word})\s*(=)(?!=)`,
            captures: { 1: { name: 'variable.parameter.jinja' }, 2: { name: 'keyword.operator.assignment.jinja' } },
          },
          { include: '#expression' },
        ],
        braceEnds,
      ),
      bracket(r`\[`, r`\]`, 'brackets', [{ include: '#expression' }], braceEnds),
      bracket(r`\{(?![{%#])`, r`\}`, 'dictionary', [{ include: '#expression' }], recover),
    ],
  },

  'jinja-string': {
    patterns: ["'", '"'].map((quote) => ({
      name: `string.quoted.${quote === "'" ? 'single' : 'double'}.jinja`,
      begin: quote,
      beginCaptures: { 0: { name: 'punctuation.definition.string.begin.jinja' } },
      end: `(${quote})|${recover}`,
      endCaptures: { 1: { name: 'punctuation.definition.string.end.jinja' } },
      patterns: [
        { include: '#cut-comment' },
        {
          match: r`\\(?:[0-7]{1,3}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|N\{[^}]*\}|.)`,
          name: 'constant.character.escape.jinja',
        },
        // `str.format` and `%`: `{:#^40}`, `{name!r}`, `%-5.2f`.
        {
          match: r`\{\{|\}\}|\{(?:\w[\w.\[\]]*)?(?:![rsa])?(?::[^{}'"\\]*)?\}|%(?:\(\w+\))?[-#0+]*(?:\d+)?(?:\.\d+)?[diouxXeEfFgGcrsa%]`,
          name: 'constant.other.placeholder.jinja',
        },
      ],
    })),
  },

  'cut-comment': {
    match: cutComment,
    name: 'comment.line.double-number-sign.forgather',
  },
};
