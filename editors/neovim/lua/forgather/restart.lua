--- Starting anew: the server with its documents, or only its Python session.

local ask = require('forgather.ask')
local server = require('forgather.server')

local M = {}

---How long a server may take to end by itself, in milliseconds.
local patience = 3000

---Runs a function once a client has ended; one that does not is ended by force.
---@param client vim.lsp.Client
---@param done fun()
local function when_stopped(client, done)
  local waited = 0
  local timer = assert(vim.uv.new_timer())
  timer:start(20, 20, vim.schedule_wrap(function()
    if timer:is_closing() then
      return
    end
    waited = waited + 20
    -- Neovim 0.10 would go on to use a client that is ending, so it is waited until Neovim has forgotten it.
    if client.rpc.is_closing() and not vim.lsp.get_client_by_id(client.id) then
      timer:stop()
      timer:close()
      return done()
    end
    if waited == patience then
      server.call(client, 'stop', true)
    end
  end))
end

---Starts the servers anew, for the documents that they serve; where none runs, for this one.
function M.server()
  local clients = server.clients()
  require('forgather.filetype').forget()
  if not next(clients) then
    return server.attach(vim.api.nvim_get_current_buf())
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_keys(client.attached_buffers)
    server.call(client, 'stop')
    when_stopped(client, function()
      for _, buf in ipairs(buffers) do
        server.attach(buf, client.root_dir)
      end
      local started = server.clients()[1]
      if started then
        server.when_ready(started, function()
          require('forgather.preview').refresh_all()
        end)
      end
    end)
  end
end

---Ends the Python sessions, so that modules are read anew.
function M.session()
  for _, client in ipairs(server.clients()) do
    ask.request(client, 'restartSession', {}, function(err, result)
      if err then
        return ask.complain(err.message)
      end
      local message = result.restarted > 0 and 'the Python session was ended; the next construction starts another one'
        or 'there was no Python session'
      vim.notify('forgather: ' .. message, vim.log.levels.INFO)
    end)
  end
end

return M
