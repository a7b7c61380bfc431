; Brackets, for those who turn `rainbow-brackets` on.
[
  (flow_sequence)
  (flow_mapping)
  (list)
  (dictionary)
  (parenthesized)
  (subscript)
  (argument_list)
  (parameters)
  (interpolation)
] @rainbow.scope

["[" "]" "{" "}" "(" ")"] @rainbow.bracket
