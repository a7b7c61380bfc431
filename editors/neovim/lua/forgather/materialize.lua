--- Constructing a target in the user's Python: progress, the object or what is wrong, and how to call it off.

local ask = require('forgather.ask')
local options = require('forgather.options')
local position = require('forgather.position')
local server = require('forgather.server')
local window = require('forgather.window')

local M = {}

local api = vim.api
local marks = api.nvim_create_namespace('forgather.result')

---What is asked for.
---@class forgather.Want
---@field target? string
---@field vars table<string, any>
---@field call? table arguments for a partial
---@field times? boolean

---@class forgather.Run
---@field buf integer
---@field subject forgather.Subject
---@field want forgather.Want
---@field title string
---@field token string
---@field request? integer
---@field begun integer
---@field step string what is being done
---@field timer uv.uv_timer_t

---What is under way, by buffer.
---@type table<integer, forgather.Run>
local runs = {}

---Where the lines of a result lead to.
---@type table<integer, table<integer, fun()>>
local leads = {}

local count = 0

---@alias forgather.Line { [1]: string, [2]: string? , [3]: fun()? } text, its group, where it leads to

---@param buf integer
---@param lines forgather.Line[]
local function fill(buf, lines)
  if not api.nvim_buf_is_valid(buf) then
    return
  end
  local texts, groups, ways = {}, {}, {}
  for _, line in ipairs(lines) do
    for _, text in ipairs(vim.split(line[1], '\n', { plain = true })) do
      table.insert(texts, text)
      groups[#texts] = line[2]
      ways[#texts] = line[3]
    end
  end
  window.set_lines(buf, texts)
  api.nvim_buf_clear_namespace(buf, marks, 0, -1)
  for line, group in pairs(groups) do
    api.nvim_buf_set_extmark(buf, marks, line - 1, 0, { end_row = line, hl_group = group, hl_eol = true, strict = false })
  end
  leads[buf] = ways
end

---@param lines forgather.Line[]
---@param heading string
---@param text string
local function section(lines, heading, text)
  if text ~= '' then
    table.insert(lines, { '' })
    table.insert(lines, { heading, 'ForgatherHeading' })
    table.insert(lines, { (text:gsub('\n$', '')) })
  end
end

---What is said of a construction whether or not there is an object.
---@param lines forgather.Line[]
---@param result table
local function rest(lines, result)
  for _, note in ipairs(result.notes or {}) do
    table.insert(lines, { 'note: ' .. note, 'ForgatherNote' })
  end
  section(lines, 'standard output', result.stdout or '')
  section(lines, 'standard error', result.stderr or '')
end

---@param run forgather.Run
---@param location? lsp.Location
---@return fun()?
local function lead(run, location)
  if not location then
    return
  end
  return function()
    local client = ask.client(run.subject)
    window.go(location, client and client.offset_encoding or 'utf-16')
  end
end

---@param run forgather.Run
---@param result table
local function show_object(run, result)
  local lines = {
    { ('%s: %s'):format(run.title, result.type), 'ForgatherHeading' },
    { ('constructed in %.3f s by Python %s'):format(result.seconds, result.python or ''), 'ForgatherDetail' },
    { '' },
    { result.repr },
  }
  if result.truncated then
    table.insert(lines, { 'there is more of it: this is where the text was cut', 'ForgatherNote' })
  end
  local times = result.times or {}
  if next(times) then
    table.insert(lines, { '' })
    table.insert(lines, { 'times, the longest first', 'ForgatherHeading' })
    table.sort(times, function(a, b)
      return a.seconds > b.seconds
    end)
    for _, entry in ipairs(times) do
      local text = ('%9.3f s  %5d calls  %s'):format(entry.seconds, entry.calls, entry.constructor)
      table.insert(lines, { text, nil, lead(run, entry.location) })
    end
  end
  rest(lines, result)
  fill(run.buf, lines)
end

---A frame of the user's Python, as an entry of the quickfix list.
---@param frame table
---@param kind string
---@return table
local function frame_entry(frame, kind)
  local text = frame.text and frame.text ~= '' and ('%s: %s'):format(frame['function'], vim.trim(frame.text)) or frame['function']
  return { filename = frame.uri and vim.uri_to_fname(frame.uri) or frame.file, lnum = frame.line, col = 1, type = kind, text = text }
end

---@param location lsp.Location
---@param encoding string
---@param kind string
---@param text string
---@return table
local function location_entry(location, encoding, kind, text)
  local buf = vim.uri_to_bufnr(location.uri)
  pcall(vim.fn.bufload, buf)
  local row, column, end_row, end_column = unpack(position.range_in_buffer(buf, location.range, encoding))
  return {
    bufnr = buf,
    lnum = row + 1,
    col = column + 1,
    end_lnum = end_row + 1,
    end_col = end_column + 1,
    type = kind,
    text = text,
  }
end

---What went wrong as a quickfix list: the template text that is to blame and the way to it, then where Python was, the innermost first,
---and what led to that.
---@param run forgather.Run
---@param err table
---@param encoding string
local function set_quickfix(run, err, encoding)
  local items = {}
  local headline = ('%s: %s'):format(err.type, err.message)
  if err.location then
    table.insert(items, location_entry(err.location, encoding, 'E', headline))
  else
    table.insert(items, { text = headline, type = 'E' })
  end
  if err.note and err.note ~= '' then
    table.insert(items, { text = err.note, type = 'N' })
  end
  for _, related in ipairs(err.relatedInformation or {}) do
    table.insert(items, location_entry(related.location, encoding, 'I', related.message))
  end
  local add_frames = function(frames, kind)
    for at = #frames, 1, -1 do
      table.insert(items, frame_entry(frames[at], at == #frames and kind or 'I'))
    end
  end
  add_frames(err.traceback or {}, 'E')
  for _, cause in ipairs(err.causes or {}) do
    table.insert(items, { text = ('caused by %s: %s'):format(cause.type, cause.message), type = 'I' })
    add_frames(cause.traceback or {}, 'I')
  end
  vim.fn.setqflist({}, ' ', { title = ':ForgatherMaterialize ' .. run.title, items = items })
  if options.get().quickfix then
    local win = api.nvim_get_current_win()
    vim.cmd('botright copen')
    if api.nvim_win_is_valid(win) then
      api.nvim_set_current_win(win)
    end
  end
end

---@param lines forgather.Line[]
---@param frames table[]
local function tell_frames(lines, frames)
  for _, frame in ipairs(frames) do
    local go = function()
      local uri = frame.uri or vim.uri_from_fname(frame.file)
      local start = { line = math.max(0, (frame.line or 1) - 1), character = 0 }
      window.go({ uri = uri, range = { start = start, ['end'] = start } }, 'utf-8')
    end
    local name = vim.fn.fnamemodify(frame.uri and vim.uri_to_fname(frame.uri) or frame.file, ':~:.')
    table.insert(lines, { ('  %s:%d, in %s'):format(name, frame.line or 0, frame['function']), 'ForgatherDetail', go })
    if frame.text and frame.text ~= '' then
      table.insert(lines, { '    ' .. vim.trim(frame.text), nil, go })
    end
  end
end

---@param run forgather.Run
---@param result table
local function show_error(run, result)
  local client = ask.client(run.subject)
  local encoding = client and client.offset_encoding or 'utf-16'
  local err = result.error
  local lines = {
    { ('%s: no object'):format(run.title), 'ForgatherHeading' },
    { ('%s: %s'):format(err.type, err.message), 'ForgatherError', lead(run, err.location) },
  }
  local place = function(location)
    return ('%s:%d'):format(vim.fn.fnamemodify(vim.uri_to_fname(location.uri), ':~:.'), location.range.start.line + 1)
  end
  if err.location then
    table.insert(lines, { '  ' .. place(err.location), 'ForgatherDetail', lead(run, err.location) })
  end
  if err.note and err.note ~= '' then
    table.insert(lines, { 'note: ' .. err.note, 'ForgatherNote' })
  end
  for _, related in ipairs(err.relatedInformation or {}) do
    local text = ('  %s: %s'):format(place(related.location), related.message)
    table.insert(lines, { text, 'ForgatherDetail', lead(run, related.location) })
  end
  if next(err.traceback or {}) then
    table.insert(lines, { '' })
    table.insert(lines, { 'traceback, the innermost last', 'ForgatherHeading' })
    tell_frames(lines, err.traceback)
  end
  for _, cause in ipairs(err.causes or {}) do
    table.insert(lines, { '' })
    table.insert(lines, { ('caused by %s: %s'):format(cause.type, cause.message), 'ForgatherHeading' })
    tell_frames(lines, cause.traceback or {})
  end
  rest(lines, result)
  fill(run.buf, lines)
  set_quickfix(run, err, encoding)
end

---@param run forgather.Run
local function show_progress(run)
  local seconds = (vim.uv.now() - run.begun) / 1000
  fill(run.buf, {
    { ('%s: constructing, %.1f s'):format(run.title, seconds), 'ForgatherHeading' },
    { run.step ~= '' and run.step or 'waiting for Python', 'ForgatherDetail' },
    { '' },
    { '<C-c> or :ForgatherCancel calls it off', 'ForgatherDetail' },
  })
end

---@param run forgather.Run
local function over(run)
  if runs[run.buf] == run then
    runs[run.buf] = nil
  end
  run.timer:stop()
  if not run.timer:is_closing() then
    run.timer:close()
  end
end

---Calls off what a buffer shows, or if it shows nothing that is under way, all that is.
---@param buf? integer
function M.cancel(buf)
  local called_off = false
  for _, run in ipairs(vim.tbl_values(runs)) do
    if not buf or not runs[buf] or run.buf == buf then
      local client = ask.client(run.subject)
      over(runs[run.buf])
      if client and run.request then
        server.call(client, 'cancel_request', run.request)
      end
      fill(run.buf, {
        { ('%s: called off'):format(run.title), 'ForgatherHeading' },
        { 'Python was ended; the next construction starts it anew', 'ForgatherDetail' },
      })
      called_off = true
    end
  end
  if not called_off then
    vim.notify('forgather: nothing is being constructed', vim.log.levels.INFO)
  end
end

---A server ended, and with it what it was doing.
---@param client_id integer
function M.server_gone(client_id)
  for _, run in ipairs(vim.tbl_values(runs)) do
    if run.subject.client_id == client_id then
      over(runs[run.buf])
      fill(run.buf, { { ('%s: the server ended before there was an object'):format(run.title), 'ForgatherError' } })
    end
  end
end

local listening = false

local function listen()
  if listening then
    return
  end
  listening = true
  api.nvim_create_autocmd('LspProgress', {
    group = api.nvim_create_augroup('forgather.materialize', {}),
    callback = function(event)
      local params = event.data.params or event.data.result
      for _, run in pairs(runs) do
        if params and params.token == run.token and type(params.value) == 'table' then
          run.step = params.value.message or params.value.title or run.step
          show_progress(run)
        end
      end
    end,
  })
end

---Constructs, and shows the result.
---@param subject forgather.Subject
---@param config string
---@param want forgather.Want
---@param smods? table
local function construct(subject, config, want, smods)
  local client = ask.client(subject)
  if not client then
    return ask.complain('the server is not running; `:ForgatherRestart` starts it')
  end
  listen()
  require('forgather.highlight').define()
  local target = want.target or 'main'
  local buf = window.buffer(('forgather-result://%s/%s'):format(config, target))
  if runs[buf] then
    M.cancel(buf)
  end
  count = count + 1
  ---@type forgather.Run
  local run = {
    buf = buf,
    subject = vim.tbl_extend('force', subject, { config = config }),
    want = want,
    title = ('%s of %s'):format(target, config),
    token = ('forgather-%d-%d'):format(vim.fn.getpid(), count),
    begun = vim.uv.now(),
    step = '',
    timer = assert(vim.uv.new_timer()),
  }
  runs[buf] = run
  ask.note(buf, run.subject)
  window.keys(buf, {
    ['<C-c>'] = { function() M.cancel(buf) end, 'Call it off' },
    ['<CR>'] = { function() M.follow(buf) end, 'Go to what the line is about' },
    R = { function() construct(run.subject, config, want) end, 'Construct again' },
    q = { window.close, 'Close the window' },
  })
  show_progress(run)
  local win = window.show(buf, { smods = smods })
  vim.wo[win][0].wrap = false
  run.timer:start(100, 100, vim.schedule_wrap(function()
    if runs[buf] == run then
      show_progress(run)
    end
  end))
  local argument = {
    uri = subject.uri,
    config = config,
    target = want.target,
    vars = next(want.vars) and want.vars or nil,
    call = want.call,
    times = want.times or nil,
  }
  run.request = ask.request(client, 'materialize', argument, function(err, result)
    if runs[buf] ~= run then
      -- It was called off.
      return
    end
    over(run)
    if err then
      fill(buf, { { run.title .. ': no object', 'ForgatherHeading' }, { err.message or tostring(err), 'ForgatherError' } })
      return ask.complain(err.message or tostring(err))
    end
    if result.ok then
      show_object(run, result)
    else
      show_error(run, result)
    end
  end, run.token)
end

---Goes to what the line at the cursor is about.
---@param buf integer
function M.follow(buf)
  local go = (leads[buf] or {})[api.nvim_win_get_cursor(0)[1]]
  if go then
    go()
  end
end

---Asks for the variables that have no value, one after the other, then constructs.
---@param names string[]
---@param vars table<string, any>
---@param done fun()
local function ask_for(names, vars, done)
  local name = table.remove(names, 1)
  if not name then
    return done()
  end
  vim.ui.input({ prompt = ('%s = '):format(name) }, function(text)
    if not text or text == '' then
      return vim.notify(('forgather: nothing was constructed: `%s` has no value'):format(name), vim.log.levels.WARN)
    end
    vars[name] = require('forgather.words').value(text)
    ask_for(names, vars, done)
  end)
end

---Constructs a target. For variables that need a value and were given none, the user is asked.
---@param subject forgather.Subject
---@param want forgather.Want
---@param smods? table
function M.ask(subject, want, smods)
  ask.configuration(subject, function(config)
    ask.tell(subject, 'listTargets', { uri = subject.uri, config = config }, function(targets)
      local missing = {}
      for _, target in ipairs(targets) do
        if target.name == (want.target or 'main') then
          for _, variable in ipairs(target.variables or {}) do
            if variable.default == nil and want.vars[variable.name] == nil then
              table.insert(missing, variable.name)
            end
          end
        end
      end
      ask_for(missing, want.vars, function()
        construct(subject, config, want, smods)
      end)
    end)
  end)
end

return M
