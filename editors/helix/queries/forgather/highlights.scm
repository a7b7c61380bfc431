; What each piece of a template is, by the scopes of Helix' themes. No two patterns match the same node: Helix 25.01 and 25.07
; disagree about which of two wins.

; ---------------------------------------------------------------- Lines

(comment) @comment.line
(yaml_comment) @comment.line

["#---" "---"] @comment.line
(template_name) @namespace

(delimiter) @punctuation.special
(block_header ["[" "]" "!"] @punctuation.special)
(block_name) @type

; ---------------------------------------------------------------- Statements

["extends" "include" "import" "from" "as" "ignore" "missing" "with" "without" "context"] @keyword.control.import

["block" "endblock" "scoped" "required" "set" "endset" "filter" "endfilter" "raw" "endraw" "endwith"
  "autoescape" "endautoescape"] @keyword

["if" "elif" "else" "endif"] @keyword.control.conditional
["for" "endfor"] @keyword.control.repeat
(for_start "in" @keyword.control.repeat)
["macro" "endmacro" "call" "endcall"] @keyword.function

(macro_name) @function.macro
(parameter_name) @variable.parameter
(template_alias) @namespace

; ---------------------------------------------------------------- Expressions

["and" "or" "not" "is"] @keyword.operator
(binary_expression "in" @keyword.operator)

(binary_expression ["+" "-" "*" "/" "//" "%" "**" "~" "==" "!=" "<" "<=" ">" ">="] @operator)
(unary_expression ["+" "-"] @operator)
(argument_list ["*" "**"] @operator)
["|" "="] @operator

(identifier) @variable
(attribute_name) @variable.other.member
(argument_name) @variable.parameter
(function_name) @function
(filter_name) @function.builtin
(test_name) @function.builtin

(string ["\"" (string_content)] @string)
(escape_sequence) @constant.character.escape

["(" ")" "{" "}"] @punctuation.bracket
(list ["[" "]"] @punctuation.bracket)
(subscript ["[" "]"] @punctuation.bracket)
(flow_sequence ["[" "]"] @punctuation.bracket)
["," ":" "."] @punctuation.delimiter

; ---------------------------------------------------------------- YAML

(target) @attribute
(dot_name) @keyword.storage
(key) @variable.other.member
(quoted_key ["\"" "'" (string_content)] @variable.other.member)

(tag_name) @keyword.directive
(module) @namespace
((symbol) @constructor
  (#match? @constructor "(^|[.])[A-Z][^.]*$"))
((symbol) @function
  (#not-match? @function "(^|[.])[A-Z][^.]*$"))
(node_name) @tag
(anchor) @label
(alias) @label

(sequence_item "-" @punctuation.delimiter)
(explicit_item "?" @punctuation.delimiter)

(plain_scalar) @string
(double_quoted ["\"" (string_content)] @string)
(single_quoted ["'" (string_content)] @string)
(block_scalar_header) @punctuation.special
(block_scalar (string_content) @string)

(integer) @constant.numeric.integer
(float) @constant.numeric.float
(boolean) @constant.builtin.boolean
(null) @constant.builtin

(document_marker) @punctuation.special
(directive) @keyword.directive
