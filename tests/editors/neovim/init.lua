-- The configuration of a user who has the plugin and nothing else.
vim.opt.runtimepath:prepend(vim.env.FORGATHER_PLUGIN)
vim.g.forgather = vim.json.decode(vim.env.FORGATHER_OPTIONS or '{}')
vim.o.swapfile = false
vim.o.columns, vim.o.lines = 160, 45
