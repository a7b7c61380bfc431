--- A text each of whose lines may lead to a place.

local ask = require('forgather.ask')
local window = require('forgather.window')

local M = {}

---@class forgather.Tree
---@field name string the buffer's
---@field lines string[]
---@field locations table<integer, lsp.Location> by line, from 1
---@field filetype? string
---@field again fun() asks for it anew

---@param subject forgather.Subject
---@param tree forgather.Tree
---@param smods? table
function M.show(subject, tree, smods)
  local buf = window.buffer(tree.name)
  ask.note(buf, subject)
  window.set_lines(buf, tree.lines)
  if tree.filetype and vim.bo[buf].filetype ~= tree.filetype then
    vim.bo[buf].filetype = tree.filetype
  end
  local go = function()
    local location = tree.locations[vim.api.nvim_win_get_cursor(0)[1]]
    local client = ask.client(subject)
    if type(location) == 'table' and client then
      window.go(location, client.offset_encoding)
    end
  end
  window.keys(buf, {
    ['<CR>'] = { go, 'Go to what the line is about' },
    gd = { go, 'Go to what the line is about' },
    R = { tree.again, 'Ask for it anew' },
    q = { window.close, 'Close the window' },
  })
  local win = window.show(buf, { vertical = true, enter = true, smods = smods })
  vim.wo[win][0].wrap = false
  vim.wo[win][0].cursorline = true
end

return M
