--- Windows of the plugin's own: buffers that are no files, beside the templates.

local M = {}

local api = vim.api

---The window of this tab page that shows a buffer.
---@param buf integer
---@return integer?
function M.of(buf)
  for _, win in ipairs(api.nvim_tabpage_list_wins(0)) do
    if api.nvim_win_get_buf(win) == buf then
      return win
    end
  end
end

---A buffer by its name, made if there is none.
---@param name string
---@return integer
function M.buffer(name)
  local buf = vim.fn.bufadd(name)
  if not api.nvim_buf_is_loaded(buf) then
    -- Without events: what would read a file of that name must not.
    vim.bo[buf].buftype = 'nofile'
    vim.cmd(('noautocmd call bufload(%d)'):format(buf))
  end
  vim.bo[buf].buftype = 'nofile'
  vim.bo[buf].bufhidden = 'hide'
  vim.bo[buf].swapfile = false
  vim.bo[buf].buflisted = false
  vim.bo[buf].modifiable = false
  return buf
end

---Shows a buffer in a window of this tab page, a new one if there is none yet.
---@param buf integer
---@param how { vertical: boolean?, enter: boolean?, smods: table? }
---@return integer
function M.show(buf, how)
  local win = M.of(buf)
  if not win then
    local before = api.nvim_get_current_win()
    local mods = how.smods and vim.deepcopy(how.smods) or {}
    if not mods.vertical and not mods.horizontal and (mods.tab or -1) < 0 and (mods.split or '') == '' then
      mods.vertical, mods.split = how.vertical, 'belowright'
    end
    -- `silent` and their like are none of a split's business.
    local cmd = { cmd = 'split', mods = { vertical = mods.vertical, split = mods.split, tab = mods.tab } }
    api.nvim_cmd(cmd, {})
    win = api.nvim_get_current_win()
    api.nvim_win_set_buf(win, buf)
    for name, value in pairs({ number = false, relativenumber = false, signcolumn = 'no', spell = false, list = false }) do
      vim.wo[win][0][name] = value
    end
    if not how.enter and api.nvim_win_is_valid(before) then
      api.nvim_set_current_win(before)
    end
  elseif how.enter then
    api.nvim_set_current_win(win)
  end
  return win
end

---Makes a buffer's text this one. What is the same at both ends is left alone, so that cursors and folds stay where they are.
---@param buf integer
---@param new string[]
function M.set_lines(buf, new)
  local old = api.nvim_buf_get_lines(buf, 0, -1, false)
  local first = 0
  local most = math.min(#old, #new)
  while first < most and old[first + 1] == new[first + 1] do
    first = first + 1
  end
  local last = 0
  while last < most - first and old[#old - last] == new[#new - last] do
    last = last + 1
  end
  if first == #old and first == #new then
    return
  end
  vim.bo[buf].modifiable = true
  api.nvim_buf_set_lines(buf, first, #old - last, false, vim.list_slice(new, first + 1, #new - last))
  vim.bo[buf].modifiable = false
  vim.bo[buf].modified = false
end

---@param buf integer
---@param keys table<string, { [1]: string|fun(), [2]: string }>
function M.keys(buf, keys)
  for lhs, entry in pairs(keys) do
    vim.keymap.set('n', lhs, entry[1], { buffer = buf, nowait = true, silent = true, desc = entry[2] })
  end
end

---Closes a window, or if it is the last one, leaves its buffer.
function M.close()
  if #api.nvim_tabpage_list_wins(0) == 1 and #api.nvim_list_tabpages() == 1 then
    if not pcall(vim.cmd.buffer, '#') then
      vim.cmd.enew()
    end
  else
    api.nvim_win_close(0, false)
  end
end

---The window beside one of the plugin's own that a place is to be shown in: where its file is shown already, else where the
---user was last, else a new one.
---@param buf integer the place's
---@return integer
function M.beside(buf)
  local shown = M.of(buf)
  if shown then
    return shown
  end
  local is_for_files = function(win)
    return api.nvim_win_is_valid(win)
      and api.nvim_win_get_config(win).relative == ''
      and vim.bo[api.nvim_win_get_buf(win)].buftype == ''
      and not vim.wo[win].previewwindow
  end
  local last = vim.fn.win_getid(vim.fn.winnr('#'))
  if last ~= 0 and is_for_files(last) then
    return last
  end
  for _, win in ipairs(api.nvim_tabpage_list_wins(0)) do
    if is_for_files(win) then
      return win
    end
  end
  vim.cmd('leftabove vsplit')
  return api.nvim_get_current_win()
end

---Goes to a place, in a window that is not one of the plugin's own.
---@param location lsp.Location
---@param encoding string
function M.go(location, encoding)
  local buf = vim.uri_to_bufnr(location.uri)
  vim.fn.bufload(buf)
  vim.bo[buf].buflisted = true
  local win = M.beside(buf)
  api.nvim_set_current_win(win)
  vim.cmd("normal! m'")
  if api.nvim_win_get_buf(win) ~= buf then
    api.nvim_win_set_buf(win, buf)
  end
  local row, column = require('forgather.position').in_buffer(buf, location.range.start, encoding)
  api.nvim_win_set_cursor(win, { row + 1, column })
  vim.cmd('normal! zv')
end

return M
