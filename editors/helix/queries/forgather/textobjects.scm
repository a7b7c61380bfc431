; A block is a class (`mac`, `]t`), a macro a function (`maf`, `]f`), an entry an entry (`mae`, `]e`).

(block_section (block_header) (_)* @class.inside) @class.around
(block_statement (block_start) (_)* @class.inside (end_statement)) @class.around
(sub_template (split_marker) (_)* @class.inside) @class.around

(macro_statement (macro_start) (_)* @function.inside (end_statement)) @function.around
(call_statement (call_start) (_)* @function.inside (end_statement)) @function.around

(argument_list (_) @parameter.inside @parameter.around)
(parameters (parameter) @parameter.inside @parameter.around)

(pair key: (_) (_)* @entry.inside) @entry.around
(flow_pair key: (_) (_)* @entry.inside) @entry.around
(sequence_item (_) @entry.inside) @entry.around
(flow_sequence (_) @entry.inside @entry.around)

(comment) @comment.inside
(comment)+ @comment.around
(yaml_comment) @comment.inside
(yaml_comment)+ @comment.around
