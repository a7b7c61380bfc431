--- Asking the server: `workspace/executeCommand`, and what a buffer is about.

local server = require('forgather.server')

local M = {}

---What a command is about: a document, and perhaps a configuration that is not the active one.
---@class forgather.Subject
---@field uri string
---@field config? string
---@field client_id integer
---@field root? string

---What the plugin's own windows are about, by buffer.
---@type table<integer, forgather.Subject>
local subjects = {}

---Notes what a buffer of the plugin's own is about.
---@param buf integer
---@param subject forgather.Subject
function M.note(buf, subject)
  subjects[buf] = subject
end

---@param buf integer
function M.forget(buf)
  subjects[buf] = nil
end

---Whether a window of the plugin's own depends on a server.
---@param client_id integer
---@return boolean
function M.is_about(client_id)
  return vim.iter(subjects):any(function(buf, subject)
    return subject.client_id == client_id and vim.api.nvim_buf_is_loaded(buf)
  end)
end

---The server of a subject; after a restart it is another one.
---@param subject forgather.Subject
---@return vim.lsp.Client?
function M.client(subject)
  local client = vim.lsp.get_client_by_id(subject.client_id)
  if client and server.is_running(client) then
    return client
  end
  for _, other in ipairs(server.clients()) do
    if other.root_dir == subject.root then
      subject.client_id = other.id
      return other
    end
  end
end

---The document that was last asked about: whoever works on Python that configurations call goes on to mean that one.
---@type forgather.Subject?
local last

---What a buffer is about, or why it is about nothing.
---@param buf? integer
---@return forgather.Subject?, string?
function M.subject(buf)
  buf = (buf == nil or buf == 0) and vim.api.nvim_get_current_buf() or buf --[[@as integer]]
  local noted = subjects[buf]
  if noted then
    if M.client(noted) then
      return vim.deepcopy(noted)
    end
    return nil, 'the server of this window is not running; `:ForgatherRestart` starts it'
  end
  local client = server.clients({ bufnr = buf })[1]
  if client then
    last = { uri = vim.uri_from_bufnr(buf), client_id = client.id, root = client.root_dir }
    return vim.deepcopy(last)
  end
  if last and vim.bo[buf].filetype == 'python' and M.client(last) then
    return vim.deepcopy(last)
  end
  return nil, 'this is no document of a Forgather project; go to a template or a configuration first'
end

---An error as a person reads it.
---@param err any
---@return string
local function worded(err)
  return type(err) == 'table' and err.message or tostring(err)
end

---Without what is null: Neovim 0.12 has values for that where there are none in older versions. Within lists they stay, for the
---others' sake.
---@param value any
---@return any
function M.plain(value)
  if value == vim.NIL then
    return nil
  end
  if type(value) ~= 'table' then
    return value
  end
  local is_list = vim.islist(value)
  for key, it in pairs(value) do
    if it ~= vim.NIL then
      value[key] = M.plain(it)
    elseif not is_list then
      value[key] = nil
    end
  end
  return value
end

---Asks for a command. What the answer is about may have changed since: then `err.code` is -32801.
---@param client vim.lsp.Client
---@param command string without `forgather.`
---@param argument table
---@param done fun(err: lsp.ResponseError?, result: any)
---@param token? string for reports of progress
---@return integer? id of the request
function M.request(client, command, argument, done, token)
  local params = {
    command = 'forgather.' .. command,
    arguments = { next(argument) and argument or vim.empty_dict() },
    workDoneToken = token,
  }
  -- No buffer is named, so that the changes of all of them are sent before.
  local sent, id = server.call(client, 'request', 'workspace/executeCommand', params, function(err, result)
    done(err, M.plain(result))
  end)
  if not sent then
    done({ code = 0, message = 'the server is not running; `:ForgatherRestart` starts it' }, nil)
    return
  end
  return id
end

---Asks, and tells the user what is wrong if something is.
---@param subject forgather.Subject
---@param command string
---@param argument table
---@param done fun(result: any)
function M.tell(subject, command, argument, done)
  local client = M.client(subject)
  if not client then
    return M.complain('the server is not running; `:ForgatherRestart` starts it')
  end
  M.request(client, command, argument, function(err, result)
    if err then
      return M.complain(worded(err))
    end
    done(result)
  end)
end

---Asks, and waits for the answer: for completion, which cannot be late.
---@param subject forgather.Subject
---@param command string
---@param argument table
---@return any result nil if there is none in time
function M.wait(subject, command, argument)
  local client = M.client(subject)
  if not client then
    return
  end
  local params = { command = 'forgather.' .. command, arguments = { argument } }
  local answer = server.call(client, 'request_sync', 'workspace/executeCommand', params, 1000)
  return answer and M.plain(answer.result) or nil
end

---Tells the user what is wrong.
---@param message string
function M.complain(message)
  vim.notify('forgather: ' .. message, vim.log.levels.ERROR)
end

---The name of the configuration that a subject is seen through.
---@param subject forgather.Subject
---@param done fun(name: string)
function M.configuration(subject, done)
  if subject.config then
    return done(subject.config)
  end
  M.tell(subject, 'listConfigurations', { uri = subject.uri }, function(list)
    for _, entry in ipairs(list) do
      if entry.active then
        return done(entry.name)
      end
    end
    M.complain('no configuration uses this template')
  end)
end

return M
