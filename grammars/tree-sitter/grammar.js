/**
 * The grammar of Forgather templates: line statements, block headers, split markers, Jinja2 and YAML.
 *
 * The scanner (src/scanner.c) reads the text in lines, as Forgather does, and decides all that needs more than the next
 * character: where a line, an entry, a statement or a string ends, and which end belongs to which statement. What it hands
 * out is always a sequence that these rules accept, and what is broken is a node that says so (`unclosed`, `invalid`,
 * `incomplete`, `stray_statement`) and ends with its line. So there is no error recovery, which would guess.
 *
 * @license MIT OR Apache-2.0
 */
/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

/** Jinja2's precedences, from loose to tight. */
const PREC = {
  conditional: 1,
  or: 2,
  and: 3,
  not: 4,
  compare: 5,
  add: 6,
  concatenate: 7,
  multiply: 8,
  power: 9,
  filter: 10,
  unary: 11,
  postfix: 12,
  argument: 13,
};

const BINARY = [
  [PREC.or, ['or']],
  [PREC.and, ['and']],
  [PREC.compare, ['==', '!=', '<', '<=', '>', '>=', 'in']],
  [PREC.add, ['+', '-']],
  [PREC.concatenate, ['~']],
  [PREC.multiply, ['*', '/', '//', '%']],
  [PREC.power, ['**']],
];

/** A blank, as Python has it. */
const BLANK = /[\s\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
/** What no expression has, unless another token is longer. */
const INVALID = /[^\w\s\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** What stands between two operands and does not begin one. */
const OPERATORS = ['*', '/', '//', '%', '**', '~', '==', '!=', '<', '<=', '>', '>='];

/** Statements with a body. */
const BODIES = ['block', 'if', 'for', 'macro', 'call', 'filter', 'set', 'with', 'autoescape'];

/** What statements say between what begins and what ends them. */
const WORDS = {
  extends_statement: $ => seq('extends', optional($._condition)),
  include_statement: $ => seq('include', repeat(choice($._term, 'ignore', 'missing', $._context))),
  import_statement: $ => seq(
    'import',
    repeat(choice($._term, $._context)),
    optional(seq(
      'as', field('alias', optional(alias($.identifier, $.template_alias))), repeat(choice($._context, $._loose)),
    )),
  ),
  from_statement: $ => seq(
    'from',
    optional($._condition),
    optional(seq('import', repeat(choice($.imported_name, ',', $._context, $._loose)))),
  ),
  set_statement: $ => seq('set', repeat($._target), '=', optional($._condition)),
  unknown_statement: $ => choice(
    seq(field('keyword', alias($._unknown_keyword, $.unknown_keyword)), optional($._condition)),
    $._condition,
  ),

  block_start: $ => seq(
    'block', field('name', optional(alias($.identifier, $.block_name))), repeat(choice('scoped', 'required', $._loose)),
  ),
  if_start: $ => seq('if', optional($._condition)),
  for_start: $ => seq('for', repeat($._target), optional(seq('in', optional($._condition)))),
  macro_start: $ => seq(
    'macro', field('name', optional(alias($.identifier, $.macro_name))), optional($.parameters), repeat($._loose),
  ),
  call_start: $ => seq('call', optional($.parameters), optional($._condition)),
  filter_start: $ => seq('filter', field('name', optional(alias($.identifier, $.filter_name))), repeat($._filter_rest)),
  set_start: $ => seq('set', repeat($._target)),
  with_start: $ => seq('with', repeat($._assignment_or_loose)),
  autoescape_start: $ => seq('autoescape', optional($._condition)),

  raw_start: $ => seq('raw', repeat($._loose)),
  elif_start: $ => seq('elif', optional($._condition)),
  else_start: $ => seq('else', repeat($._loose)),
  end_statement: $ => choice(
    seq('endblock', field('name', optional(alias($.identifier, $.block_name))), repeat($._loose)),
    seq(
      choice('endif', 'endfor', 'endmacro', 'endcall', 'endfilter', 'endset', 'endwith', 'endautoescape', 'endraw'),
      repeat($._loose),
    ),
  ),
};

/** Statements without a body, and those with one where they are within a text, each by itself. */
const LEAVES = Object.keys(WORDS).filter(name => name !== 'raw_start');

/** A statement: what begins it, what it says, and its end. */
const statement = ($, delimiter, body) =>
  seq(alias(delimiter, $.delimiter), body, $._statement_end);

/** What a statement says. */
const words = ($, name) => name === 'unknown_statement' ? optional($[`_${name}_words`]) : $[`_${name}_words`];

/** @param {RuleOrLiteral} rule */
const bracketed = ($, open, rule, close) =>
  seq(open, repeat(rule), choice(close, alias($._bracket_unclosed, $.unclosed)));

module.exports = grammar({
  name: 'forgather',

  externals: $ => [
    // What holds lines together.
    $._file_start,
    $._indent,
    $._dedent,
    $._line_end,
    $._section_end,
    $._body_unclosed,
    // Split markers and block headers.
    $._marker_open,
    $.template_name,
    $._marker_close,
    $._header_open,
    $._header_name,
    $._header_trim,
    $._header_close,
    // Statements and expressions: what begins and ends them.
    $._leaf,
    $._open,
    $._middle,
    $._end,
    $._stray,
    $._print,
    $._raw_open,
    $._inline_leaf,
    $._inline_stray,
    $._inline_print,
    $._inline_raw_open,
    $.raw_text,
    $._raw_end,
    $._interpolation_open,
    $._word_interpolation_open,
    $._close,
    $._line_statement_end,
    $._statement_unclosed,
    $._bracket_unclosed,
    // What is missing behind an operator, a dot or a bar, and behind `not`.
    $._no_operand,
    $._no_name,
    $._no_in,
    $._null_character,
    // Strings of expressions.
    $._jinja_quote_open,
    $._jinja_string_text,
    $._jinja_escape,
    $._jinja_quote_close,
    $._jinja_string_unclosed,
    $.comment,
    // YAML.
    $._dash,
    $._question,
    $.document_marker,
    $.directive,
    $._target_start,
    $._dot_name_start,
    $._key_start,
    $._colon,
    $._plain_text,
    $.integer,
    $.float,
    $.boolean,
    $.null,
    $._ampersand,
    $._star,
    $._anchor_text,
    $.tag_name,
    $._tag_colon,
    $._spec_text,
    $._at,
    $._node_name_text,
    $._double_quote_open,
    $._single_quote_open,
    $._string_text,
    $._escape,
    $._quote_close,
    $._string_unclosed,
    $._sequence_open,
    $._sequence_close,
    $._mapping_open,
    $._mapping_close,
    $._flow_unclosed,
    $._comma,
    $.block_scalar_header,
    $._block_scalar_text,
    $._block_scalar_break,
    $._block_scalar_end,
    $._yaml_comment_text,
    $._invalid_text,
    // Never handed out: valid only where tree-sitter recovers.
    $._recovery,
  ],

  // Blanks are Python's.
  extras: $ => [BLANK, $.comment],

  word: $ => $.identifier,

  // So that what is within an operand still counts against what follows it.
  inline: $ => [$._operand],

  rules: {
    source_file: $ => seq(
      optional($._file_start),
      repeat($._item),
      repeat($.sub_template),
    ),

    sub_template: $ => seq($.split_marker, repeat($._item)),

    split_marker: $ => seq(
      alias($._marker_open, '#---'),
      field('name', $.template_name),
      alias($._marker_close, '---'),
    ),

    _item: $ => choice(
      $._leaf_statement,
      $.print_statement,
      $.raw_statement,
      $.block_section,
      $.block_statement,
      $.if_statement,
      $.for_statement,
      $.macro_statement,
      $.call_statement,
      $.filter_statement,
      $.set_block_statement,
      $.with_statement,
      $.autoescape_statement,
      $._entry,
    ),

    // ---------------------------------------------------------------- Statements with a body

    block_section: $ => seq($.block_header, repeat($._item), $._section_end),

    block_header: $ => seq(
      alias($._header_open, '['),
      field('name', alias($._header_name, $.block_name)),
      optional(alias($._header_trim, '!')),
      alias($._header_close, ']'),
    ),

    block_statement: $ => seq(alias($._block_open, $.block_start), repeat($._item), $._body_end),
    for_statement: $ => seq(
      alias($._for_open, $.for_start),
      repeat($._item),
      optional($.else_branch),
      $._body_end,
    ),
    if_statement: $ => seq(
      alias($._if_open, $.if_start),
      repeat($._item),
      repeat(choice($.elif_branch, $.else_branch)),
      $._body_end,
    ),
    macro_statement: $ => seq(alias($._macro_open, $.macro_start), repeat($._item), $._body_end),
    call_statement: $ => seq(alias($._call_open, $.call_start), repeat($._item), $._body_end),
    filter_statement: $ => seq(alias($._filter_open, $.filter_start), repeat($._item), $._body_end),
    set_block_statement: $ => seq(alias($._set_open, $.set_start), repeat($._item), $._body_end),
    with_statement: $ => seq(alias($._with_open, $.with_start), repeat($._item), $._body_end),
    autoescape_statement: $ => seq(alias($._autoescape_open, $.autoescape_start), repeat($._item), $._body_end),

    elif_branch: $ => seq(alias($._elif_middle, $.elif_start), repeat($._item)),
    else_branch: $ => seq(alias($._else_middle, $.else_start), repeat($._item)),
    _elif_middle: $ => statement($, $._middle, words($, 'elif_start')),
    _else_middle: $ => statement($, $._middle, words($, 'else_start')),

    _body_end: $ => choice(
      alias($._body_end_statement, $.end_statement),
      alias($._body_unclosed, $.unclosed),
    ),
    _body_end_statement: $ => statement($, $._end, words($, 'end_statement')),

    ...Object.fromEntries(
      BODIES.map(name => [`_${name}_open`, $ => statement($, $._open, words($, `${name}_start`))]),
    ),

    raw_statement: $ => seq(
      alias($._raw_start, $.raw_start),
      optional($.raw_text),
      $._raw_end_or_unclosed,
    ),
    _raw_start: $ => statement($, $._raw_open, words($, 'raw_start')),
    _raw_end_or_unclosed: $ => choice(
      alias($._raw_end_statement, $.end_statement), alias($._body_unclosed, $.unclosed),
    ),
    _raw_end_statement: $ => statement($, $._raw_end, words($, 'end_statement')),

    // ---------------------------------------------------------------- Statements without a body

    _leaf_statement: $ => choice(...LEAVES.map(name => $[name]), $.stray_statement),
    ...Object.fromEntries(LEAVES.map(name => [name, $ => statement($, $._leaf, words($, name))])),
    stray_statement: $ => statement($, $._stray, $._stray_words),
    print_statement: $ => statement($, $._print, optional($._condition)),

    _stray_words: $ => choice(...['end_statement', 'elif_start', 'else_start'].map(name => words($, name))),

    ...Object.fromEntries(Object.entries(WORDS).map(([name, body]) => [`_${name}_words`, body])),
    _unknown_keyword: $ => prec(1, $.identifier),
    imported_name: $ => prec.right(seq(
      field('name', alias($.identifier, $.macro_name)),
      optional(seq('as', field('alias', optional(alias($.identifier, $.macro_name))))),
    )),
    _context: $ => prec.right(seq(choice('with', 'without'), optional('context'))),

    // ---------------------------------------------------------------- Within a text

    /** Statements and expressions within a scalar, a string or a collection. */
    _embedded: $ => choice(
      $.interpolation,
      ...LEAVES.map(name => alias($[`_inline_${name}`], $[name])),
      alias($._inline_stray_statement, $.stray_statement),
      alias($._inline_print_statement, $.print_statement),
      alias($._inline_raw_statement, $.raw_statement),
    ),
    ...Object.fromEntries(LEAVES.map(name => [`_inline_${name}`, $ => statement($, $._inline_leaf, words($, name))])),
    _inline_stray_statement: $ => statement($, $._inline_stray, $._stray_words),
    _inline_print_statement: $ => statement($, $._inline_print, optional($._condition)),
    _inline_raw_statement: $ => seq(
      alias($._inline_raw_start, $.raw_start), optional($.raw_text), $._raw_end_or_unclosed,
    ),
    _inline_raw_start: $ => statement($, $._inline_raw_open, words($, 'raw_start')),

    interpolation: $ => statement($, $._interpolation_open, optional($._condition)),
    /** One that a tag, an anchor or an alias goes on with. */
    _word_embedded: $ => alias($._word_interpolation, $.interpolation),
    _word_interpolation: $ => statement($, $._word_interpolation_open, optional($._condition)),

    _statement_end: $ => choice(
      $._line_statement_end,
      alias($._close, $.delimiter),
      alias($._statement_unclosed, $.unclosed),
    ),

    // ---------------------------------------------------------------- Expressions

    /** Whatever stands where an expression is expected: one, several, or what does not make one. */
    _condition: $ => repeat1($._term),
    _term: $ => choice($._expression, ',', ':', $._stray_token),

    /** What stands where nothing is expected. */
    _loose: $ => prec(-1, choice(
      ':', ',', $._stray_token, $._value_token,
      alias(choice('(', '[', '{', '-', '+', $.identifier), $.invalid),
    )),

    _value_token: $ => choice($.string, alias($.jinja_integer, $.integer), alias($.jinja_float, $.float)),

    _stray_token: $ => prec(-1, choice(
      alias(choice(...OPERATORS, '=', '.', '|', ')', ']', '}'), $.invalid),
      alias(choice('and', 'or', 'is', 'in', 'if', 'else', 'elif'), $.invalid),
      $.invalid,
    )),

    /** What is assigned to, up to `=` or `in`. */
    _target: $ => prec(-1, choice(
      field('target', choice($.identifier, alias($._target_attribute, $.attribute))),
      ',', '(', ')', '|',
      $._value_token,
      alias(choice(...OPERATORS, '-', '+', '.', '[', ']', '{', '}', ':'), $.invalid),
      $.invalid,
    )),
    _target_attribute: $ => seq(
      field('object', $.identifier),
      '.',
      field('attribute', choice(alias($.identifier, $.attribute_name), $._invalid_name)),
    ),

    _assignment_or_loose: $ => choice($.assignment, ',', $._loose),
    assignment: $ => prec.right(PREC.argument, seq(
      field('target', $.identifier), '=', field('value', $._operand),
    )),

    _filter_rest: $ => prec(-1, choice(
      $.argument_list, '|', '.', alias($.identifier, $.filter_name), $._value_token, ':',
      alias(choice(...OPERATORS, '=', ')', '[', ']', '{', '}', '-', '+', ','), $.invalid),
      $.invalid,
    )),

    parameters: $ => prec(PREC.argument, bracketed($, '(', $._parameter_or_stray, ')')),
    _parameter_or_stray: $ => prec(PREC.argument, choice(
      $.parameter,
      alias($._parameter_comma, ','),
      alias($._invalid_parameter, $.invalid),
    )),
    _parameter_comma: _ => prec(PREC.argument, ','),
    _invalid_parameter: $ => prec(PREC.argument, choice(
      $.jinja_integer, $.jinja_float, $.string, $.invalid,
      ...OPERATORS, '=', '.', '|', '(', '[', '{', ']', '}', '-', '+', ':',
    )),
    parameter: $ => prec.right(PREC.argument, seq(
      field('name', alias($.identifier, $.parameter_name)), optional(seq('=', field('default', $._operand))),
    )),

    _expression: $ => choice(
      $.identifier,
      $.string,
      alias($.jinja_integer, $.integer),
      alias($.jinja_float, $.float),
      alias($.jinja_boolean, $.boolean),
      alias($.jinja_none, $.null),
      $.list,
      $.dictionary,
      $.parenthesized,
      $.call,
      $.attribute,
      $.subscript,
      $.filter,
      $.test,
      $.unary_expression,
      $.binary_expression,
      $.conditional_expression,
    ),

    /** What stands behind an operator. */
    _operand: $ => choice($._expression, alias($._no_operand, $.incomplete), $.invalid),

    attribute: $ => prec(PREC.postfix, seq(
      field('object', $._expression),
      '.',
      field('attribute', choice(
        alias($.identifier, $.attribute_name),
        alias(choice($.jinja_integer, $.jinja_float), $.integer),
        alias($._no_name, $.incomplete),
        $.invalid,
      )),
    )),

    call: $ => choice(
      prec(PREC.postfix, seq(
        field('function', choice($._expression, alias($.identifier, $.function_name))), field('arguments', $.argument_list),
      )),
      prec(PREC.argument, seq(
        field('object', $._expression),
        '.',
        field('method', alias($.identifier, $.function_name)),
        field('arguments', $.argument_list),
      )),
    ),

    subscript: $ => prec(PREC.postfix, seq(
      field('object', $._expression),
      bracketed($, '[', choice($._expression, ',', ':', $._stray_in_brackets), ']'),
    )),

    argument_list: $ => prec(PREC.postfix, bracketed($, '(', choice(
      $.named_argument, $._expression, ',', ':', '*', '**', $._stray_in_parentheses,
    ), ')')),

    named_argument: $ => prec.right(PREC.argument, seq(
      field('name', alias($.identifier, $.argument_name)), '=', field('value', $._operand),
    )),

    parenthesized: $ => bracketed($, '(', choice($._expression, ',', ':', $._stray_in_parentheses), ')'),
    list: $ => bracketed($, '[', choice($._expression, ',', ':', $._stray_in_brackets), ']'),
    dictionary: $ => bracketed($, '{', choice($._expression, ',', ':', $._stray_in_braces), '}'),

    _stray_in_parentheses: $ => choice($._stray_in_bracket, alias(choice(']', '}'), $.invalid)),
    _stray_in_brackets: $ => choice($._stray_in_bracket, alias(choice(')', '}'), $.invalid)),
    _stray_in_braces: $ => choice($._stray_in_bracket, alias(choice(')', ']'), $.invalid)),
    _stray_in_bracket: $ => prec(-1, choice(
      alias(choice(...OPERATORS, '=', '.', '|'), $.invalid),
      alias(choice('and', 'or', 'is', 'in', 'if', 'else', 'elif'), $.invalid),
      $.invalid,
    )),

    filter: $ => prec.right(PREC.filter, seq(
      field('value', $._expression),
      '|',
      field('name', choice(alias($.identifier, $.filter_name), $._invalid_name)),
      repeat(seq('.', choice(alias($.identifier, $.filter_name), $._invalid_name))),
      optional(field('arguments', $.argument_list)),
    )),

    test: $ => prec.right(PREC.filter, seq(
      field('value', $._expression),
      'is',
      optional('not'),
      field('name', choice(
        alias(choice($.identifier, 'true', 'True', 'false', 'False', 'none', 'None'), $.test_name), $._invalid_name,
      )),
      optional(field('arguments', $.argument_list)),
    )),

    _invalid_name: $ => choice(
      alias($._no_name, $.incomplete), alias(choice($.jinja_integer, $.jinja_float), $.invalid), $.invalid,
    ),

    unary_expression: $ => choice(
      prec(PREC.not, seq('not', $._operand)),
      prec(PREC.unary, seq(choice('-', '+'), $._operand)),
    ),

    binary_expression: $ => choice(
      ...BINARY.map(([precedence, operators]) => prec.left(precedence, seq(
        field('left', $._expression),
        field('operator', operators.length > 1 ? choice(...operators) : operators[0]),
        field('right', $._operand),
      ))),
      prec.left(PREC.compare, seq(
        field('left', $._expression), 'not', 'in', field('right', $._operand),
      )),
      prec.left(PREC.compare, seq(field('left', $._expression), 'not', alias($._no_in, $.incomplete))),
    ),

    conditional_expression: $ => prec.right(PREC.conditional, seq(
      field('value', $._expression),
      'if',
      field('condition', $._operand),
      optional(seq('else', field('alternative', $._operand))),
    )),

    string: $ => seq(
      alias($._jinja_quote_open, '"'),
      repeat(choice(alias($._jinja_string_text, $.string_content), alias($._jinja_escape, $.escape_sequence))),
      choice(alias($._jinja_quote_close, '"'), alias($._jinja_string_unclosed, $.unclosed)),
    ),

    identifier: _ => /[_\p{XID_Start}][_\p{XID_Continue}]*/,
    jinja_integer: _ => token(choice(/0[xX][0-9a-fA-F_]+/, /0[oO][0-7_]+/, /0[bB][01_]+/, /[0-9][0-9_]*/)),
    jinja_float: _ => token(choice(/[0-9][0-9_]*\.[0-9_]+([eE][+-]?[0-9_]+)?/, /[0-9][0-9_]*[eE][+-]?[0-9_]+/)),
    jinja_boolean: _ => choice('true', 'True', 'false', 'False'),
    jinja_none: _ => choice('none', 'None'),
    invalid: $ => choice($._invalid_character, $._null_character),
    _invalid_character: _ => token(prec(-1, INVALID)),

    // ---------------------------------------------------------------- YAML

    _entry: $ => choice(
      $.pair,
      $.sequence_item,
      $.explicit_item,
      $.value,
      seq($.yaml_comment, $._line_end),
      $.document_marker,
      seq($.directive, $._line_end),
    ),

    _children: $ => seq($._indent, repeat($._item), $._dedent),

    /** `key: value`, with what is indented below it. */
    pair: $ => seq(
      repeat($._property),
      $._key_and_colon,
      repeat($._value),
      $._line_end,
      optional($._children),
    ),

    _key_and_colon: $ => seq(field('key', choice($.target, $.dot_name, $.key)), alias($._colon, ':')),

    /** A key at the left margin: what can be constructed. */
    target: $ => seq($._target_start, $._key_text),
    /** A key at the left margin that begins with a dot. */
    dot_name: $ => seq($._dot_name_start, $._key_text),
    key: $ => seq($._key_start, $._key_text),
    _key_text: $ => repeat1(choice(
      alias($.double_quoted, $.quoted_key), alias($.single_quoted, $.quoted_key), $._plain_text, $._embedded,
    )),

    sequence_item: $ => seq(alias($._dash, '-'), $._item_body),
    explicit_item: $ => seq(alias($._question, '?'), $._item_body),
    _item_body: $ => choice(
      $._children,
      seq(optional($.yaml_comment), $._line_end, optional($._children)),
    ),

    /** A value on a line of its own, with what is indented below it. */
    value: $ => seq(
      choice(
        seq($._content, repeat($._value)),
        seq(repeat1($._property), optional(seq(choice($._content, $.yaml_comment), repeat($._value)))),
      ),
      $._line_end,
      optional($._children),
    ),

    _property: $ => choice($.tag, $.anchor),
    _value: $ => choice($._property, $._content, $.yaml_comment),
    _content: $ => field('value', $._no_property),
    _no_property: $ => choice(
      $.alias,
      $.integer,
      $.float,
      $.boolean,
      $.null,
      $.plain_scalar,
      $.double_quoted,
      $.single_quoted,
      $.flow_sequence,
      $.flow_mapping,
      $.block_scalar,
      alias($._invalid_text, $.invalid),
    ),

    plain_scalar: $ => prec.right(repeat1(choice($._plain_text, $._embedded))),

    tag: $ => prec.right(seq(
      $.tag_name,
      repeat($._word_embedded),
      optional(seq(
        alias($._tag_colon, ':'),
        optional(choice(
          seq(
            optional(field('module', $.module)),
            repeat1(seq(alias($._tag_colon, ':'), optional(field('symbol', $.symbol)))),
          ),
          field('symbol', $.symbol),
        )),
      )),
      optional(field('name', $.node_name)),
    )),
    module: $ => prec.right(repeat1(choice($._spec_text, $._word_embedded))),
    symbol: $ => prec.right(repeat1(choice($._spec_text, $._word_embedded))),
    node_name: $ => prec.right(seq($._at, repeat(choice($._node_name_text, $._word_embedded)))),

    anchor: $ => prec.right(seq($._ampersand, repeat(choice($._anchor_text, $._word_embedded)))),
    alias: $ => prec.right(seq($._star, repeat(choice($._anchor_text, $._word_embedded)))),

    double_quoted: $ => seq(
      alias($._double_quote_open, '"'),
      repeat($._string_part),
      choice(alias($._quote_close, '"'), alias($._string_unclosed, $.unclosed)),
    ),
    single_quoted: $ => seq(
      alias($._single_quote_open, '\''),
      repeat($._string_part),
      choice(alias($._quote_close, '\''), alias($._string_unclosed, $.unclosed)),
    ),
    _string_part: $ => choice(
      alias($._string_text, $.string_content),
      alias($._escape, $.escape_sequence),
      $._embedded,
    ),

    flow_sequence: $ => seq(
      alias($._sequence_open, '['),
      repeat($._flow_item),
      choice(alias($._sequence_close, ']'), alias($._flow_unclosed, $.unclosed)),
    ),
    flow_mapping: $ => seq(
      alias($._mapping_open, '{'),
      repeat($._flow_item),
      choice(alias($._mapping_close, '}'), alias($._flow_unclosed, $.unclosed)),
    ),
    _flow_item: $ => choice($.flow_pair, alias($._comma, ','), $._value),
    flow_pair: $ => prec.right(seq($._key_and_colon, repeat($._value))),

    block_scalar: $ => seq(
      $.block_scalar_header,
      optional($.yaml_comment),
      repeat(choice(
        alias($._block_scalar_text, $.string_content),
        $._block_scalar_break,
        $._embedded,
      )),
      $._block_scalar_end,
    ),

    yaml_comment: $ => prec.right(seq(
      $._yaml_comment_text, repeat(choice($._yaml_comment_text, $._embedded)),
    )),
  },
});
