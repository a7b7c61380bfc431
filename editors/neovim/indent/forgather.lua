-- Indentation of a new line: below a key or the head of a block one level deeper, else as the line above.

if vim.b.did_indent then
  return
end
vim.b.did_indent = true

vim.bo.indentexpr = "v:lua.require'forgather.indent'.of(v:lnum)"
vim.bo.indentkeys = '!^F,o,O,=endif,=endfor,=endblock,=endmacro,=endcall,=endfilter,=endwith,=else,=elif'
vim.bo.autoindent = true
vim.b.undo_indent = 'setlocal indentexpr< indentkeys< autoindent<'
