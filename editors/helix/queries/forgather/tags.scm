; What the picker of symbols shows without a server.

(template_name) @definition.module
(block_header name: (block_name) @definition.class)
(block_start name: (block_name) @definition.class)
(macro_start name: (macro_name) @definition.function)
(target) @definition.constant
(dot_name) @definition.constant
