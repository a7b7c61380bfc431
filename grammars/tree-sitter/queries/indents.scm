; As nvim-treesitter has it. Indentation is meaning in YAML and taste in statements: what is below a key is deeper, and what
; ends or divides a statement is as deep as its beginning.

[
  (block_statement)
  (if_statement)
  (for_statement)
  (macro_statement)
  (call_statement)
  (filter_statement)
  (set_block_statement)
  (with_statement)
  (autoescape_statement)
] @indent.auto

(pair) @indent.auto

[
  (flow_sequence)
  (flow_mapping)
  (list)
  (dictionary)
  (argument_list)
  (parameters)
] @indent.begin

(flow_sequence "]" @indent.end @indent.branch)
(flow_mapping "}" @indent.end @indent.branch)
(list "]" @indent.end @indent.branch)
(dictionary "}" @indent.end @indent.branch)
(argument_list ")" @indent.end @indent.branch)
(parameters ")" @indent.end @indent.branch)

[
  (block_header)
  (split_marker)
] @indent.zero

[
  (comment)
  (yaml_comment)
  (block_scalar)
  (raw_text)
] @indent.auto
