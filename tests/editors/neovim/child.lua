--- A Neovim that is driven from outside: it runs its real main loop, so that events happen as they do for a user.

local M = {}

---How long anything may take, in milliseconds. Machines are busy at times; nothing here takes this long.
M.patience = (tonumber(vim.env.PATIENCE) or 40) * 1000

local channel ---@type integer?

local function lua_string(value)
  return type(value) == 'string' and value or vim.inspect(value)
end

---Starts it, with a user's configuration that is nothing but the plugin on the runtime path.
---@param settings table? `vim.g.forgather`
---@param arguments string[]?
---@param init string? another configuration than that one: nothing is on the runtime path then but what it puts there
function M.start(settings, arguments, init)
  settings = vim.tbl_extend('keep', settings or {}, { cmd = { vim.env.FORGATHER_LS, 'lsp' } })
  local command = { vim.env.NVIM_TESTED, '-i', 'NONE', '-n', '--embed', '--headless', '-u', init or vim.env.NVIM_INIT }
  if not init then
    table.insert(command, 2, '--clean')
  end
  vim.list_extend(command, arguments or {})
  channel = vim.fn.jobstart(command, {
    rpc = true,
    env = { FORGATHER_OPTIONS = vim.json.encode(settings) },
  })
  assert(channel > 0, 'Neovim does not start')
  M.wait('Neovim has started', 'return vim.v.vim_did_enter == 1')
end

---@return integer
local function running()
  return assert(channel, 'no Neovim runs')
end

---Runs Lua in it.
---@param code string
---@return any
function M.lua(code, ...)
  return vim.rpcrequest(running(), 'nvim_exec_lua', code, { ... })
end

---Types keys, in the notation of mappings; they take effect when Neovim comes to it.
---@param keys string
function M.feed(keys)
  vim.rpcrequest(running(), 'nvim_input', keys)
end

---@param command string
function M.cmd(command)
  vim.rpcrequest(running(), 'nvim_command', command)
end

---Everything that Neovim shows, for those who wonder why a test failed.
---@return string
function M.state()
  local ok, text = pcall(M.lua, [[
    local lines = {}
    for _, win in ipairs(vim.api.nvim_list_wins()) do
      local buf = vim.api.nvim_win_get_buf(win)
      local at = vim.api.nvim_win_get_cursor(win)
      table.insert(lines, ('window %d%s: %s (%s) at %d:%d'):format(win, win == vim.api.nvim_get_current_win() and '*' or '',
        vim.api.nvim_buf_get_name(buf), vim.bo[buf].filetype, at[1], at[2]))
      for number, line in ipairs(vim.api.nvim_buf_get_lines(buf, math.max(0, at[1] - 6), at[1] + 6, false)) do
        table.insert(lines, ('%4d  %s'):format(math.max(0, at[1] - 6) + number, line))
      end
    end
    table.insert(lines, 'mode: ' .. vim.inspect(vim.api.nvim_get_mode()))
    for _, client in ipairs(vim.lsp.get_clients()) do
      table.insert(lines, ('client %d: %s, %s'):format(client.id, client.root_dir, vim.inspect(vim.tbl_keys(client.attached_buffers))))
    end
    table.insert(lines, vim.api.nvim_exec2('messages', { output = true }).output)
    return table.concat(lines, '\n')
  ]])
  return ok and text or ('nothing is to be had from Neovim: ' .. tostring(text))
end

---Waits until Lua gives something that is true, and gives it back.
---@param what string
---@param code string
---@return any
function M.wait(what, code, ...)
  local arguments = { ... }
  local last
  local begun = vim.uv.now()
  while vim.uv.now() - begun < M.patience do
    last = M.lua(code, unpack(arguments))
    if last and last ~= vim.NIL then
      return last
    end
    vim.wait(15)
    vim.uv.update_time()
  end
  error(('waited in vain until %s\n%s'):format(what, M.state()), 2)
end

---Ends it as a user would, and waits for the process.
---@param command string?
function M.quit(command)
  pcall(vim.rpcnotify, running(), 'nvim_command', command or 'qall!')
  local code = vim.fn.jobwait({ running() }, M.patience)[1]
  channel = nil
  assert(code == 0, 'Neovim did not end well: ' .. code)
end

---Whatever happens: no Neovim stays.
function M.kill()
  if channel then
    vim.fn.jobstop(channel)
    vim.fn.jobwait({ channel }, M.patience)
    channel = nil
  end
end

---@param is any
---@param expected any
---@param what string?
function M.equal(is, expected, what)
  if not vim.deep_equal(is, expected) then
    error(('%s\n  is:       %s\n  expected: %s\n%s'):format(what or 'not equal', lua_string(is), lua_string(expected), M.state()), 2)
  end
end

---@param text string
---@param part string
---@param what string?
function M.contains(text, part, what)
  if type(text) ~= 'string' or not text:find(part, 1, true) then
    error(('%s\n  is:       %s\n  expected: …%s…\n%s'):format(what or 'not in it', lua_string(text), part, M.state()), 2)
  end
end

---@param value any
---@param what string
function M.ok(value, what)
  if not value or value == vim.NIL then
    error(('%s\n%s'):format(what, M.state()), 2)
  end
end

---The path of a file of the projects that this test has for itself.
---@param path string
---@return string
function M.path(path)
  return vim.env.PROJECTS .. '/' .. path
end

---Opens a file, and waits until the server has said through which configuration it sees it.
---@param path string
function M.open(path)
  M.cmd('edit ' .. vim.fn.fnameescape(M.path(path)))
  M.wait(('`%s` is served'):format(path), "local s = require('forgather').status() return s and s.uri == vim.uri_from_bufnr(0)")
end

---Puts the cursor before the first place where a text is, or behind it.
---@param text string plain
---@param behind boolean?
function M.at(text, behind)
  local found = M.lua(
    [[
    local text, behind = ...
    for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
      local first, last = line:find(text, 1, true)
      if first then
        vim.api.nvim_win_set_cursor(0, { number, behind and last or first - 1 })
        return true
      end
    end
  ]],
    text,
    behind or false
  )
  M.ok(found, ('`%s` is nowhere in the buffer'):format(text))
end

---The lines of a buffer, as one text.
---@param buf integer?
---@return string
function M.text(buf)
  return table.concat(M.lua('return vim.api.nvim_buf_get_lines(..., 0, -1, false)', buf or 0), '\n')
end

---Where the cursor is: the file's path below the projects, the line, and the text from the cursor on.
---@return { [1]: string, [2]: integer, [3]: string }
function M.here()
  local path, line, rest = unpack(M.lua([[
    local row, column = unpack(vim.api.nvim_win_get_cursor(0))
    return { vim.api.nvim_buf_get_name(0), row, vim.api.nvim_get_current_line():sub(column + 1) }
  ]]))
  return { (path:gsub('^' .. vim.pesc(vim.env.PROJECTS) .. '/', '')), line, rest }
end

return M
