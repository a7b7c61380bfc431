; What a name is bound by, within one template.

[
  (source_file)
  (sub_template)
  (block_section)
  (block_statement)
  (for_statement)
  (macro_statement)
  (call_statement)
  (with_statement)
] @local.scope

(macro_start (parameters (parameter name: (parameter_name) @local.definition.variable.parameter)))
(call_start (parameters (parameter name: (parameter_name) @local.definition.variable.parameter)))

(identifier) @local.reference
