; What a name is bound by, within one template. Blocks and macros have variables of their own; what `if` and `with` hold
; belongs to what is around them, but for what `with` assigns.

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

(set_statement target: (identifier) @local.definition.var)
(set_start target: (identifier) @local.definition.var)
(set_statement target: (attribute
  attribute: (attribute_name) @local.definition.field))
(for_start target: (identifier) @local.definition.var)
(assignment target: (identifier) @local.definition.var)
(macro_start name: (macro_name) @local.definition.macro)
(macro_start (parameters (parameter name: (parameter_name) @local.definition.parameter)))
(call_start (parameters (parameter name: (parameter_name) @local.definition.parameter)))
(imported_name !alias name: (macro_name) @local.definition.import)
(imported_name alias: (macro_name) @local.definition.import)
(template_alias) @local.definition.import
(anchor) @local.definition.constant

(identifier) @local.reference
(function_name) @local.reference
(alias) @local.reference
