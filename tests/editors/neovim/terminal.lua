-- The configuration of a user in a terminal: the plugin, and what it has for the status line.
dofile(vim.env.NVIM_INIT)
vim.o.columns, vim.o.lines = 140, 40
vim.o.laststatus = 3
vim.o.statusline = "%f %{%v:lua.require'forgather'.statusline()%} <%l>"
vim.o.showmode = false
vim.o.shortmess = vim.o.shortmess .. 'I'
-- Off in newer versions where nothing is said.
vim.diagnostic.config({ virtual_text = true })
