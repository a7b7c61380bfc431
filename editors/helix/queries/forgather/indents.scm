; What is below a key without a value is deeper. Bodies of statements are as deep as one likes, and brackets hold what is in
; them.

((pair !value) @indent.always @extend)
((value (tag) !value) @indent.always @extend)
((block_scalar) @indent @extend)

[
  (flow_sequence)
  (flow_mapping)
  (list)
  (dictionary)
  (argument_list)
  (parameters)
] @indent

[
  "]"
  "}"
  ")"
] @outdent
