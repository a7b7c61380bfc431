; As nvim-treesitter-textobjects has it. A block is a class, a macro a function, an entry an assignment.

(block_section (block_header) . (_) @_first (_)? @_last .) @class.outer
(block_section) @class.outer
(block_statement) @class.outer
(sub_template) @class.outer

(block_section (block_header) _+ @class.inner)
(block_statement (block_start) _+ @class.inner (end_statement))
(sub_template (split_marker) _+ @class.inner)

(macro_statement) @function.outer
(macro_statement (macro_start) _+ @function.inner (end_statement))
(call_statement) @function.outer
(call_statement (call_start) _+ @function.inner (end_statement))

(if_statement) @conditional.outer
(if_statement (if_start) _+ @conditional.inner (end_statement))
(for_statement) @loop.outer
(for_statement (for_start) _+ @loop.inner (end_statement))

(pair) @assignment.outer
(pair key: (_) @assignment.lhs)
(pair key: (_) _+ @assignment.inner @assignment.rhs)
(flow_pair) @assignment.outer
(flow_pair key: (_) @assignment.lhs)
(flow_pair key: (_) _+ @assignment.inner @assignment.rhs)
(set_statement) @assignment.outer
(set_statement target: (_) @assignment.lhs)
(set_statement "=" _+ @assignment.inner @assignment.rhs)

(call) @call.outer
(call arguments: (argument_list) @call.inner)

(argument_list (_) @parameter.inner @parameter.outer)
(parameters (parameter) @parameter.inner @parameter.outer)
(flow_sequence (_) @parameter.inner @parameter.outer)
(flow_mapping (_) @parameter.inner @parameter.outer)
(sequence_item) @parameter.outer

(comment) @comment.outer
(yaml_comment) @comment.outer

[
  (print_statement)
  (set_statement)
  (include_statement)
  (extends_statement)
  (import_statement)
  (from_statement)
] @statement.outer
