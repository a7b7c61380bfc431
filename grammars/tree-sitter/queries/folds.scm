; What spans lines and is one thing. Sub-templates and sections begin with the line that names them.

[
  (sub_template)
  (block_section)
  (block_statement)
  (if_statement)
  (elif_branch)
  (else_branch)
  (for_statement)
  (macro_statement)
  (call_statement)
  (filter_statement)
  (set_block_statement)
  (with_statement)
  (autoescape_statement)
  (raw_statement)
  (pair)
  (sequence_item)
  (value)
  (flow_sequence)
  (flow_mapping)
  (block_scalar)
  (argument_list)
  (list)
  (dictionary)
] @fold

; Comments on lines that follow each other.
((comment)+ @fold)
