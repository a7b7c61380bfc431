--- forgather-ls for Neovim. See `:help forgather`.

local M = {}

---Sets options, over those in `vim.g.forgather`. Nothing needs this to be called.
---@param set? table
function M.setup(set)
  require('forgather.options').set(set)
  if vim.fn.has('nvim-0.11') == 1 and package.loaded['vim.lsp'] then
    -- Neovim keeps what it has read of the configuration until something is set. Before, there is nothing to keep.
    vim.lsp.config('forgather', {})
  end
end

---For a status line: the active configuration, its errors and warnings, and what Python does. Empty where a buffer is no
---document of Forgather's.
---@param buf? integer
---@return string
function M.statusline(buf)
  return require('forgather.status').line(buf or vim.api.nvim_get_current_buf())
end

---The same as a table, for those who make a status line themselves.
---@param buf? integer
---@return forgather.Status?
function M.status(buf)
  return require('forgather.status').of(buf or vim.api.nvim_get_current_buf())
end

return M
