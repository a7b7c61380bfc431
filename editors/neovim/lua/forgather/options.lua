--- What a user can set: in `vim.g.forgather` or by `require('forgather').setup()`. Nothing has to be set.

local M = {}

---@class forgather.PreviewOptions
---@field sync boolean the cursor in a template moves that in the preview, and the other way round
---@field follow boolean moving in the preview also shows templates that no window shows yet
---@field provenance boolean virtual text says where lines come from
---@field own boolean lines of the configuration's own file are highlighted

---@class forgather.Options
---@field cmd string[] how to start the server
---@field lsp boolean whether the plugin starts the server by itself
---@field filetype boolean whether documents of projects become of filetype `forgather`
---@field settings table what the protocol calls settings: `python`, `rules`, `trusted` and so on
---@field treesitter boolean highlight by tree-sitter where there is a parser
---@field folds boolean fold by what the server says is one
---@field keymaps boolean text objects and motions in templates, and the keys of the plugin's own windows
---@field inlay_hints boolean
---@field codelens boolean
---@field preview forgather.PreviewOptions
---@field quickfix boolean open the quickfix window when constructing fails

---@type forgather.Options
local defaults = {
  cmd = { 'forgather-ls', 'lsp' },
  lsp = true,
  filetype = true,
  settings = {},
  treesitter = true,
  folds = true,
  keymaps = true,
  inlay_hints = false,
  codelens = false,
  preview = { sync = true, follow = true, provenance = true, own = true },
  quickfix = true,
}

---@type forgather.Options?
local merged
---@type table?
local given
---@type string[]
local complaints = {}

---What is wrong with a table of options: names that there are not, values of another type.
---@param value table
---@param known table
---@param path string
---@param found string[]
local function check(value, known, path, found)
  for name, it in pairs(value) do
    local default = known[name]
    local full = path .. tostring(name)
    if default == nil then
      table.insert(found, ('there is no option `%s`'):format(full))
    elseif type(it) ~= type(default) then
      table.insert(found, ('option `%s` is a %s, not a %s'):format(full, type(default), type(it)))
    elseif full == 'cmd' then
      if not vim.islist(it) or #it == 0 then
        table.insert(found, 'option `cmd` is a list: the program, then its arguments')
      end
    elseif type(default) == 'table' and full ~= 'settings' then
      check(it, default, full .. '.', found)
    end
  end
end

---The options, with what the user has set.
---@return forgather.Options
function M.get()
  if merged then
    return merged
  end
  local global = vim.g.forgather
  if type(global) == 'function' then
    global = global()
  end
  local user = vim.tbl_deep_extend('force', type(global) == 'table' and global or {}, given or {})
  complaints = {}
  check(user, defaults, '', complaints)
  local right = {}
  for name, it in pairs(user) do
    if type(it) == type(defaults[name]) then
      right[name] = it
    end
  end
  merged = vim.tbl_deep_extend('force', defaults, right)
  if right.cmd then
    -- Lists are not merged, item by item.
    merged.cmd = right.cmd
  end
  for _, complaint in ipairs(complaints) do
    vim.notify_once('forgather: ' .. complaint, vim.log.levels.WARN)
  end
  return merged
end

---Sets options, over those in `vim.g.forgather`.
---@param options? table
function M.set(options)
  given = vim.tbl_deep_extend('force', given or {}, options or {})
  merged = nil
end

---What is wrong with the options.
---@return string[]
function M.complaints()
  M.get()
  return complaints
end

return M
