--- Previews: expanded configurations that change with their templates.

local ask = require('forgather.ask')
local window = require('forgather.window')

local M = {}

local api = vim.api
local stale_marks = api.nvim_create_namespace('forgather.stale')

---What a line of a preview begins with.
---@class forgather.Origin
---@field line integer from 0
---@field uri string
---@field range lsp.Range
---@field kind 'text'|'expression'
---@field template string
---@field block? string the innermost
---@field inherited boolean

---@class forgather.Preview
---@field uri string
---@field config string
---@field subject forgather.Subject
---@field stale boolean
---@field complete boolean
---@field lost boolean nothing answers for it any more
---@field origins forgather.Origin[]
---@field asked? integer the server that an answer is awaited from
---@field again boolean there was a change since that request

---@type table<integer, forgather.Preview>
local previews = {}

---@param buf integer
---@return forgather.Preview?
function M.of(buf)
  return previews[buf]
end

---The windows of this tab page that show previews, and their previews.
---@return { win: integer, buf: integer, preview: forgather.Preview }[]
function M.visible()
  local found = {}
  for _, win in ipairs(api.nvim_tabpage_list_wins(0)) do
    local buf = api.nvim_win_get_buf(win)
    if previews[buf] then
      table.insert(found, { win = win, buf = buf, preview = previews[buf] })
    end
  end
  return found
end

---What a line comes from: the last origin at or before it, for there is none of a blank line.
---@param preview forgather.Preview
---@param line integer
---@return forgather.Origin?
function M.origin_at(preview, line)
  local origins = preview.origins
  local low, high = 0, #origins
  while low < high do
    local middle = math.ceil((low + high) / 2)
    if origins[middle].line > line then
      high = middle - 1
    else
      low = middle
    end
  end
  return origins[low]
end

---What a window's bar says of the preview in it: which it is, in what state, and where the line at the cursor comes from.
---@return string
function M.bar()
  local preview = previews[api.nvim_get_current_buf()]
  if not preview then
    return ''
  end
  local escape = function(text)
    return (text:gsub('%%', '%%%%'))
  end
  local state = preview.lost and '%#ForgatherStaleBar# no server '
    or preview.stale and '%#ForgatherStaleBar# stale '
    or not preview.complete and '%#ForgatherStaleBar# incomplete '
    or ''
  local origin = M.origin_at(preview, api.nvim_win_get_cursor(0)[1] - 1)
  local from = ''
  if origin then
    from = ('%s:%d%s'):format(origin.template, origin.range.start.line + 1, origin.block and (' [%s]'):format(origin.block) or '')
  end
  return (' %s %s%%*%%=%%<%%#ForgatherOrigin#%s%%* '):format(escape(preview.config), state, escape(from))
end

---Shows in the buffer itself that it is not what the templates say now.
---@param buf integer
---@param preview forgather.Preview
local function mark_state(buf, preview)
  api.nvim_buf_clear_namespace(buf, stale_marks, 0, -1)
  if preview.stale or preview.lost then
    local last = api.nvim_buf_line_count(buf)
    api.nvim_buf_set_extmark(buf, stale_marks, 0, 0, {
      end_row = last,
      end_col = 0,
      strict = false,
      hl_group = 'ForgatherStale',
      priority = 300,
    })
  end
  vim.cmd.redrawstatus({ bang = true })
end

---Takes the answer to a request for a preview.
---@param buf integer
---@param shown table
local function update(buf, shown)
  local preview = previews[buf]
  preview.config = shown.config
  preview.stale = shown.stale
  preview.complete = shown.complete
  preview.lost = false
  preview.origins = shown.origins or {}
  window.set_lines(buf, vim.split((shown.text:gsub('\n$', '')), '\n', { plain = true }))
  mark_state(buf, preview)
  require('forgather.provenance').show(buf, preview.origins)
  require('forgather.follow').preview_changed(buf)
end

---Asks anew for a preview's text; changes that come while the answer is under way are asked about after it.
---@param buf integer
function M.refresh(buf)
  local preview = previews[buf]
  if not preview or not api.nvim_buf_is_valid(buf) then
    return
  end
  if preview.asked then
    preview.again = true
    return
  end
  local client = ask.client(preview.subject)
  if not client then
    preview.lost = true
    return mark_state(buf, preview)
  end
  preview.asked = client.id
  ask.request(client, 'previewExpandedConfig', { uri = preview.uri, origins = true }, function(err, shown)
    preview.asked = nil
    if not api.nvim_buf_is_valid(buf) then
      return
    end
    if preview.again then
      preview.again = false
      return M.refresh(buf)
    end
    if err then
      -- The configuration is gone, or its project.
      preview.lost = true
      return mark_state(buf, preview)
    end
    update(buf, shown)
  end)
end

---Whether a preview shows what the templates say now, as far as is known here.
---@param preview forgather.Preview
---@return boolean
function M.is_settled(preview)
  return not preview.asked and not preview.lost
end

---Asks anew for what some window shows; the others are asked for when one shows them.
local function refresh_visible()
  for buf in pairs(previews) do
    if next(vim.fn.win_findbuf(buf)) then
      M.refresh(buf)
    end
  end
end

local scheduled = false

local function refresh_soon()
  if scheduled or not next(previews) then
    return
  end
  scheduled = true
  vim.schedule(function()
    scheduled = false
    refresh_visible()
  end)
end

---What the server is told that can change a preview. Neovim tells it of edits at most every 150 ms.
local telling = {
  ['textDocument/didOpen'] = true,
  ['textDocument/didChange'] = true,
  ['textDocument/didClose'] = true,
  ['textDocument/didSave'] = true,
  ['workspace/didChangeWatchedFiles'] = true,
  ['workspace/didChangeConfiguration'] = true,
  ['workspace/didChangeWorkspaceFolders'] = true,
}

local listening = false

---Begins to listen for what changes previews.
local function listen()
  if listening then
    return
  end
  listening = true
  local group = api.nvim_create_augroup('forgather.preview', {})
  api.nvim_create_autocmd('LspNotify', {
    group = group,
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == 'forgather' and telling[event.data.method] then
        refresh_soon()
      end
    end,
  })
  api.nvim_create_autocmd('User', { group = group, pattern = 'ForgatherStatus', callback = refresh_soon })
  api.nvim_create_autocmd('BufWinEnter', {
    group = group,
    callback = function(event)
      M.refresh(event.buf)
    end,
  })
  api.nvim_create_autocmd('BufWipeout', {
    group = group,
    callback = function(event)
      previews[event.buf] = nil
      ask.forget(event.buf)
    end,
  })
  require('forgather.follow').listen()
end

---Goes to the template text that what is at the cursor comes from.
local function go()
  local buf = api.nvim_get_current_buf()
  require('forgather.follow').source_at(0, function(location, encoding)
    if location then
      window.go(location, encoding)
    else
      local origin = M.origin_at(previews[buf], api.nvim_win_get_cursor(0)[1] - 1)
      if origin then
        window.go({ uri = origin.uri, range = origin.range }, encoding)
      end
    end
  end)
end

---Makes a buffer the one of a preview.
---@param buf integer
---@param subject forgather.Subject
---@param shown table
local function adopt(buf, subject, shown)
  listen()
  require('forgather.highlight').define()
  local own = { uri = shown.uri, client_id = subject.client_id, root = subject.root }
  -- The same table as before, if there is one: an answer may be on its way to it.
  local preview = previews[buf] or { again = false, origins = {} }
  previews[buf] = preview
  preview.uri, preview.config, preview.subject = shown.uri, shown.config, own
  ask.note(buf, own)
  if vim.bo[buf].filetype ~= shown.languageId then
    vim.bo[buf].filetype = shown.languageId
  end
  window.keys(buf, {
    ['<CR>'] = { go, 'Go to the template text that this comes from' },
    gd = { go, 'Go to the template text that this comes from' },
    q = { window.close, 'Close the preview' },
    R = { function() M.refresh(buf) end, 'Ask for the preview anew' },
    gp = { function() require('forgather.provenance').toggle() end, 'Say where lines come from, or do not' },
    ['g?'] = { function() vim.cmd.help('forgather-preview-keys') end, 'Help' },
  })
  update(buf, shown)
end

---@param win integer
local function dress(win)
  vim.wo[win][0].winbar = "%{%v:lua.require'forgather.preview'.bar()%}"
  vim.wo[win][0].wrap = false
  vim.wo[win][0].foldenable = false
  vim.wo[win][0].cursorline = true
end

---Shows a preview in a window: a window that has one, or a new one.
---@param subject forgather.Subject
---@param shown table
---@param how { win: integer?, smods: table?, pinned: boolean? }
local function show(subject, shown, how)
  local buf = window.buffer(shown.uri)
  adopt(buf, subject, shown)
  local win = how.win
  if win and api.nvim_win_is_valid(win) then
    api.nvim_win_set_buf(win, buf)
  else
    win = window.show(buf, { vertical = true, smods = how.smods })
  end
  dress(win)
  vim.w[win].forgather_pinned = how.pinned or false
  require('forgather.follow').preview_changed(buf)
end

---Opens the preview of a configuration; without a name that of the active one, and of others as they become that.
---@param subject forgather.Subject
---@param config? string
---@param smods? table
function M.open(subject, config, smods)
  local argument = { uri = subject.uri, config = config or subject.config, origins = true }
  ask.tell(subject, 'previewExpandedConfig', argument, function(shown)
    local visible = M.visible()
    local win
    for _, it in ipairs(visible) do
      if it.preview.uri == shown.uri then
        win = it.win
      end
    end
    -- One window follows; what is asked for by name has another.
    for _, it in ipairs(visible) do
      if not win and not config and not vim.w[it.win].forgather_pinned then
        win = it.win
      end
    end
    show(subject, shown, { win = win, smods = smods, pinned = config ~= nil })
  end)
end

---Shows another configuration in the windows that follow.
---@param subject forgather.Subject
---@param config string
function M.switch(subject, config)
  for _, it in ipairs(M.visible()) do
    if not vim.w[it.win].forgather_pinned then
      local argument = { uri = subject.uri, config = config, origins = true }
      ask.tell(subject, 'previewExpandedConfig', argument, function(shown)
        show(subject, shown, { win = it.win })
      end)
    end
  end
end

---Fills a buffer whose name is a preview's uri: `:edit forgather-preview:///…`.
---@param buf integer
---@param uri string
function M.read(buf, uri)
  local server = require('forgather.server')
  vim.bo[buf].buftype = 'nofile'
  vim.bo[buf].swapfile = false
  vim.bo[buf].modifiable = false
  local path = vim.uri_to_fname((uri:gsub('^forgather%-preview:', 'file:'):gsub('%?.*$', '')))
  local client = server.for_path(path)
  if not client then
    return ask.complain(('there is no server for `%s`'):format(path))
  end
  local subject = { uri = uri, client_id = client.id, root = client.root_dir }
  server.when_ready(client, function()
    ask.tell(subject, 'previewExpandedConfig', { uri = uri, origins = true }, function(shown)
      if api.nvim_buf_is_valid(buf) then
        adopt(buf, subject, shown)
        for _, win in ipairs(vim.fn.win_findbuf(buf)) do
          dress(win)
        end
      end
    end)
  end)
end

---A server ended: its previews are of the past until another one answers for them.
---@param client_id integer
function M.server_gone(client_id)
  for buf, preview in pairs(previews) do
    if preview.asked == client_id then
      -- That answer does not come any more.
      preview.asked, preview.again = nil, false
    end
    -- Says so where no other one runs.
    M.refresh(buf)
  end
end

---Asks for all previews anew.
function M.refresh_all()
  refresh_soon()
end

return M
