; What each piece of a template is. No two patterns match the same node, so that their order does not matter: editors
; disagree about which of two wins. Captures have one part more than editors know where Forgather has a thing of its own,
; as `@property.target`: they look as the part before the dot does, unless a theme says otherwise.

; ---------------------------------------------------------------- Lines

(comment) @comment @spell
(yaml_comment) @comment @spell

["#---" "---"] @comment
(template_name) @module

(delimiter) @punctuation.special
(block_header ["[" "]" "!"] @punctuation.special)
(block_name) @type.block

; ---------------------------------------------------------------- Statements

["extends" "include" "import" "from" "as" "ignore" "missing" "with" "without" "context"] @keyword.import

["block" "endblock" "scoped" "required" "set" "endset" "filter" "endfilter" "raw" "endraw" "endwith"
  "autoescape" "endautoescape"] @keyword

["if" "elif" "else" "endif"] @keyword.conditional
["for" "endfor"] @keyword.repeat
(for_start "in" @keyword.repeat)
["macro" "endmacro" "call" "endcall"] @keyword.function

(macro_name) @function.macro
(parameter_name) @variable.parameter
(template_alias) @module

; ---------------------------------------------------------------- Expressions

["and" "or" "not" "is"] @keyword.operator
(binary_expression "in" @keyword.operator)

(binary_expression ["+" "-" "*" "/" "//" "%" "**" "~" "==" "!=" "<" "<=" ">" ">="] @operator)
(unary_expression ["+" "-"] @operator)
(argument_list ["*" "**"] @operator)
["|" "="] @operator

(identifier) @variable
(attribute_name) @variable.member
(argument_name) @variable.parameter
(function_name) @function.call
(filter_name) @function.call
(test_name) @function.call

(string ["\"" (string_content)] @string)
(escape_sequence) @string.escape

["(" ")" "{" "}"] @punctuation.bracket
(list ["[" "]"] @punctuation.bracket)
(subscript ["[" "]"] @punctuation.bracket)
(flow_sequence ["[" "]"] @punctuation.bracket)
["," ":" "."] @punctuation.delimiter

; ---------------------------------------------------------------- YAML

(target) @property.target
(dot_name) @property.dot_name
(key) @property
(quoted_key ["\"" "'" (string_content)] @property)

(tag_name) @type.tag
(module) @module
((symbol) @constructor
  (#match? @constructor "(^|[.])[A-Z][^.]*$"))
((symbol) @function
  (#not-match? @function "(^|[.])[A-Z][^.]*$"))
(node_name) @attribute
(anchor) @label
(alias) @label.alias

(sequence_item "-" @punctuation.delimiter)
(explicit_item "?" @punctuation.delimiter)

(plain_scalar) @string.plain
(double_quoted ["\"" (string_content)] @string)
(single_quoted ["'" (string_content)] @string)
(block_scalar_header) @punctuation.special
(block_scalar (string_content) @string)
(raw_text) @none

(integer) @number
(float) @number.float
(boolean) @boolean
(null) @constant.builtin

(document_marker) @punctuation.special
(directive) @keyword.directive
