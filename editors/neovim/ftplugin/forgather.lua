-- Settings of templates' buffers. What needs the server is set once it is attached.

if vim.b.did_ftplugin then
  return
end
vim.b.did_ftplugin = true

local buf = vim.api.nvim_get_current_buf()

-- `##` is a comment of the template's and vanishes; a single `#` is YAML's and stays in the expansion.
vim.bo[buf].commentstring = '## %s'
vim.bo[buf].comments = 'b:##,b:#'
vim.opt_local.formatoptions:remove('t')
vim.opt_local.formatoptions:append('croql')

-- YAML forbids tabs, and Forgather's own templates indent by four.
vim.bo[buf].expandtab = true
vim.bo[buf].shiftwidth = 4
vim.bo[buf].softtabstop = 4

-- Names of templates are paths, and so are those of anchors words with a dash.
vim.opt_local.iskeyword:append('-')
vim.bo[buf].suffixesadd = '.yaml,.jinja'

-- `%` goes from a statement to what ends it (matchit).
vim.b.match_ignorecase = 0
vim.b.match_words = table.concat({
  [[\<if\>:\<elif\>:\<else\>:\<endif\>]],
  [[\<for\>:\<endfor\>]],
  [[\<block\>:\<endblock\>]],
  [[\<macro\>:\<endmacro\>]],
  [[\<call\>:\<endcall\>]],
  [[\<filter\>:\<endfilter\>]],
  [[\<with\>:\<endwith\>]],
  [[\<raw\>:\<endraw\>]],
}, ',')
-- Not within `.define: &x !call:…`, whose `call` begins nothing.
vim.b.match_skip = [[getline('.') !~ '^\s*\%(--\|<<\|>>\)\s\|{%']]

vim.b.undo_ftplugin = table.concat({
  'setlocal commentstring< comments< formatoptions< expandtab< shiftwidth< softtabstop< iskeyword< suffixesadd<',
  'unlet! b:match_words b:match_ignorecase b:match_skip',
  "lua require('forgather.buffer').undo()",
}, ' | ')

require('forgather.buffer').set_up(buf)
