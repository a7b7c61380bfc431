; Notes such as TODO.
([
  (comment)
  (yaml_comment)
] @injection.content
  (#set! injection.language "comment"))
