; Notes such as TODO, where there is a parser for them.
([
  (comment)
  (yaml_comment)
] @injection.content
  (#set! injection.language "comment"))
