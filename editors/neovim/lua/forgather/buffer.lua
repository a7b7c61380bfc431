--- What a template's buffer has beside its settings: highlighting, folds, motions and text objects.

local options = require('forgather.options')

local M = {}

local api = vim.api

---Where something begins: a block, in either spelling, a macro, a sub-template.
local heads = [[^\s*\[\w\+!*\]\s*$\|^\s*\%(--\|<<\|>>\)\s\+\%(block\|macro\)\>\|^#\s*-\{3,}\s*[A-Za-z0-9_./]\+\s*-\{3,}$]]

---@param flags string
---@return fun()
local function motion(flags)
  return function()
    local count = vim.v.count1
    vim.cmd("normal! m'")
    for _ = 1, count do
      vim.fn.search(heads, flags .. 'W')
    end
  end
end

---@param buf integer
local function map(buf)
  local set = function(modes, lhs, run, desc)
    vim.keymap.set(modes, lhs, run, { buffer = buf, silent = true, desc = desc })
  end
  set({ 'n', 'x', 'o' }, ']]', motion(''), 'Next block, macro or sub-template')
  set({ 'n', 'x', 'o' }, '[[', motion('b'), 'Previous block, macro or sub-template')
  for _, it in ipairs({ { 'k', 'block', 'block' }, { 'T', 'template', 'sub-template' } }) do
    local letter, kind, name = unpack(it)
    set({ 'x', 'o' }, 'a' .. letter, function()
      require('forgather.textobject').select(kind, false)
    end, 'A ' .. name)
    set({ 'x', 'o' }, 'i' .. letter, function()
      require('forgather.textobject').select(kind, true)
    end, 'Inside of a ' .. name)
  end
end

---The windows' folds are the server's, where that can be said of a window of this version.
---@param buf integer
local function fold(buf)
  if vim.fn.has('nvim-0.11') == 0 then
    return
  end
  for _, win in ipairs(vim.fn.win_findbuf(buf)) do
    vim.wo[win][0].foldmethod = 'expr'
    vim.wo[win][0].foldexpr = 'v:lua.vim.lsp.foldexpr()'
    vim.wo[win][0].foldlevel = 99
  end
end

---@param buf integer
---@param client vim.lsp.Client
local function attached(buf, client)
  local set = options.get()
  require('forgather.highlight').define()
  if set.folds then
    fold(buf)
  end
  if set.inlay_hints then
    vim.lsp.inlay_hint.enable(true, { bufnr = buf })
  end
  if set.codelens then
    if vim.lsp.codelens.enable then
      vim.lsp.codelens.enable(true, { bufnr = buf })
    else
      vim.lsp.codelens.refresh({ bufnr = buf })
      api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'BufWritePost' }, {
        group = api.nvim_create_augroup('forgather.lens.' .. buf, {}),
        buffer = buf,
        callback = function()
          if client.attached_buffers[buf] then
            vim.lsp.codelens.refresh({ bufnr = buf })
          end
        end,
      })
    end
  end
end

---@param buf integer
function M.set_up(buf)
  local set = options.get()
  if set.keymaps then
    map(buf)
  end
  if set.treesitter then
    pcall(vim.treesitter.start, buf, 'forgather')
  end
  api.nvim_create_autocmd('LspAttach', {
    group = api.nvim_create_augroup('forgather.buffer.' .. buf, {}),
    buffer = buf,
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == 'forgather' then
        attached(event.buf, client)
      end
    end,
  })
end

---Takes away what was set up, when the filetype changes.
function M.undo()
  local buf = api.nvim_get_current_buf()
  pcall(api.nvim_del_augroup_by_name, 'forgather.buffer.' .. buf)
  pcall(api.nvim_del_augroup_by_name, 'forgather.lens.' .. buf)
  pcall(vim.treesitter.stop, buf)
  for _, lhs in ipairs({ ']]', '[[' }) do
    pcall(vim.keymap.del, { 'n', 'x', 'o' }, lhs, { buffer = buf })
  end
  for _, lhs in ipairs({ 'ak', 'ik', 'aT', 'iT' }) do
    pcall(vim.keymap.del, { 'x', 'o' }, lhs, { buffer = buf })
  end
end

return M
