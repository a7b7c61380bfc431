--- The cursor of a template and that of a preview follow each other.
---
--- Only the window that the user is in moves the others. Entering a window where its cursor was put from here moves nothing, so no
--- answer causes another question.

local ask = require('forgather.ask')
local options = require('forgather.options')
local position = require('forgather.position')
local window = require('forgather.window')

local M = {}

local api = vim.api
local marks = api.nvim_create_namespace('forgather.follow')

---How long the cursor has to rest, in milliseconds.
local rest = 30

---Where a window's cursor was put from here, and in which state of its buffer.
---@type table<integer, string>
local put = {}

---@param win integer
---@return string
local function place_of(win)
  local buf = api.nvim_win_get_buf(win)
  local row, column = unpack(api.nvim_win_get_cursor(win))
  return ('%d %d %d'):format(buf, row, column)
end

---Moves the cursor of a window that the user is not in.
---@param win integer
---@param row integer from 0
---@param column integer
local function move(win, row, column)
  local before = api.nvim_win_get_cursor(win)
  if before[1] ~= row + 1 or before[2] ~= column then
    pcall(api.nvim_win_set_cursor, win, { row + 1, column })
    api.nvim_win_call(win, function()
      vim.cmd('normal! zv')
      local first, last = vim.fn.line('w0'), vim.fn.line('w$')
      -- `w$` is of the last redraw, before the cursor was moved.
      if row + 1 <= first or row + 1 >= last then
        vim.cmd('normal! zz')
      end
    end)
  end
  put[win] = place_of(win)
end

---@param buf integer
---@param range lsp.Range
---@param encoding string
local function highlight(buf, range, encoding)
  local row, column, end_row, end_column = unpack(position.range_in_buffer(buf, range, encoding))
  local mark = { strict = false, priority = 310 }
  if row == end_row and column == end_column then
    mark.line_hl_group = 'ForgatherHere'
  else
    mark.end_row, mark.end_col, mark.hl_group = end_row, end_column, 'ForgatherHere'
  end
  pcall(api.nvim_buf_set_extmark, buf, marks, row, column, mark)
end

---Everything that is highlighted because of the cursor.
local function clear()
  for _, buf in ipairs(api.nvim_list_bufs()) do
    if api.nvim_buf_is_loaded(buf) then
      api.nvim_buf_clear_namespace(buf, marks, 0, -1)
    end
  end
end

---Each question is numbered: an answer counts only as long as there is no later one.
local question = 0

---@param win integer
---@return fun(): boolean
local function still(win)
  question = question + 1
  local number, place, tick = question, place_of(win), api.nvim_buf_get_changedtick(api.nvim_win_get_buf(win))
  return function()
    return number == question
      and api.nvim_get_current_win() == win
      and place_of(win) == place
      and api.nvim_buf_get_changedtick(api.nvim_win_get_buf(win)) == tick
  end
end

---Of the places in a preview that a template's text went to, the one nearest to its cursor: loops and macros have many.
---@param locations lsp.Location[]
---@param win integer
---@return lsp.Location
local function nearest(locations, win)
  local line = api.nvim_win_get_cursor(win)[1] - 1
  local best, least
  for _, location in ipairs(locations) do
    local distance = math.abs(location.range.start.line - line)
    if not least or distance < least then
      best, least = location, distance
    end
  end
  return best
end

---The previews follow the cursor of a template.
---@param win integer
---@param buf integer
---@param client vim.lsp.Client
local function from_template(win, buf, client)
  local is_current = still(win)
  local uri = vim.uri_from_bufnr(buf)
  local here = position.at_cursor(win, client.offset_encoding)
  for _, it in ipairs(require('forgather.preview').visible()) do
    if ask.client(it.preview.subject) == client then
      local argument = { uri = uri, preview = it.preview.uri, position = here }
      ask.request(client, 'previewAt', argument, function(err, locations)
        if not is_current() or not api.nvim_win_is_valid(it.win) or api.nvim_win_get_buf(it.win) ~= it.buf then
          return
        end
        -- Answers are about the templates as they are; a preview that is yet to be read anew asks again then.
        if err or not require('forgather.preview').is_settled(it.preview) then
          return
        end
        api.nvim_buf_clear_namespace(it.buf, marks, 0, -1)
        if not locations or not next(locations) then
          return
        end
        for _, location in ipairs(locations) do
          highlight(it.buf, location.range, client.offset_encoding)
        end
        local row, column = position.in_buffer(it.buf, nearest(locations, it.win).range.start, client.offset_encoding)
        move(it.win, row, column)
      end)
    end
  end
end

---Asks where what is at a preview's cursor comes from.
---@param win integer
---@param done fun(location: lsp.Location?, encoding: string)
function M.source_at(win, done)
  win = win == 0 and api.nvim_get_current_win() or win
  local preview = require('forgather.preview').of(api.nvim_win_get_buf(win))
  local client = preview and ask.client(preview.subject)
  if not preview or not client then
    return
  end
  local here = position.at_cursor(win, client.offset_encoding)
  ask.request(client, 'sourceAt', { uri = preview.uri, position = here }, function(err, locations)
    if not err then
      done((locations or {})[1], client.offset_encoding)
    end
  end)
end

---Templates follow the cursor of a preview.
---@param win integer
local function from_preview(win)
  local is_current = still(win)
  M.source_at(win, function(location, encoding)
    if not is_current() then
      return
    end
    clear()
    if not location then
      return
    end
    local buf = vim.uri_to_bufnr(location.uri)
    local target = window.of(buf)
    if not target then
      if not options.get().preview.follow then
        return
      end
      target = window.beside(buf)
      if target == win or not pcall(vim.fn.bufload, buf) then
        return
      end
      local shown = pcall(api.nvim_win_set_buf, target, buf)
      if not shown then
        return
      end
    end
    highlight(buf, location.range, encoding)
    local row, column = position.in_buffer(buf, location.range.start, encoding)
    move(target, row, column)
  end)
end

---Follows the cursor of the window that the user is in.
local function follow()
  if not options.get().preview.sync then
    return
  end
  local visible = require('forgather.preview').visible()
  if not next(visible) then
    return
  end
  local win = api.nvim_get_current_win()
  local buf = api.nvim_win_get_buf(win)
  if put[win] == place_of(win) then
    return
  end
  put[win] = nil
  if require('forgather.preview').of(buf) then
    return from_preview(win)
  end
  local client = require('forgather.server').clients({ bufnr = buf })[1]
  if client then
    from_template(win, buf, client)
  end
end

---@type uv.uv_timer_t?
local timer

local function follow_soon()
  timer = timer or assert(vim.uv.new_timer())
  timer:start(rest, 0, vim.schedule_wrap(follow))
end

---A preview was read anew: what its windows point at may be elsewhere now.
---@param buf integer
function M.preview_changed(buf)
  if api.nvim_get_current_buf() ~= buf and window.of(buf) then
    put[api.nvim_get_current_win()] = nil
    follow_soon()
  end
end

---Shows another preview where the window follows and the document that was entered has nothing to do with the one there is.
---@param buf integer
local function entered(buf)
  local client = require('forgather.server').clients({ bufnr = buf })[1]
  if not client then
    return
  end
  vim.bo[buf].buflisted = true
  for _, it in ipairs(require('forgather.preview').visible()) do
    if not vim.w[it.win].forgather_pinned and ask.client(it.preview.subject) == client then
      local subject = { uri = vim.uri_from_bufnr(buf), client_id = client.id, root = client.root_dir }
      ask.request(client, 'listConfigurations', { uri = subject.uri }, function(err, list)
        if err or api.nvim_get_current_buf() ~= buf then
          return
        end
        local active
        for _, entry in ipairs(list) do
          local is_shown = vim.startswith(it.preview.uri, (entry.uri:gsub('^file:', 'forgather-preview:')))
          if is_shown and entry.uses then
            return
          end
          active = entry.active and entry.name or active
        end
        if active then
          require('forgather.preview').switch(subject, active)
        end
      end)
    end
  end
end

---Begins to follow.
function M.listen()
  local group = api.nvim_create_augroup('forgather.follow', {})
  api.nvim_create_autocmd({ 'CursorMoved', 'CursorMovedI' }, { group = group, callback = follow_soon })
  api.nvim_create_autocmd({ 'BufEnter', 'LspAttach' }, {
    group = group,
    callback = function(event)
      if event.buf == api.nvim_get_current_buf() and next(require('forgather.preview').visible()) then
        entered(event.buf)
      end
    end,
  })
  api.nvim_create_autocmd('WinClosed', {
    group = group,
    callback = function(event)
      put[tonumber(event.match)] = nil
      vim.schedule(function()
        if not next(require('forgather.preview').visible()) then
          clear()
        end
      end)
    end,
  })
end

return M
