--- Changes on disk: what Neovim itself watches nothing for (on Linux that is the rule), the server is told of here.

local server = require('forgather.server')

local M = {}

local api = vim.api

---As the protocol has them.
local created, changed = 1, 2

---@param client vim.lsp.Client
---@return boolean
local function watches_itself(client)
  local has = vim.tbl_get(client.capabilities or {}, 'workspace', 'didChangeWatchedFiles', 'dynamicRegistration')
  return has == true
end

---@param events fun(client: vim.lsp.Client): { uri: string, type: integer }[]
local function tell(events)
  for _, client in ipairs(server.clients({ _uninitialized = true })) do
    local changes = watches_itself(client) and {} or events(client)
    if next(changes) then
      server.when_ready(client, function()
        server.call(client, 'notify', 'workspace/didChangeWatchedFiles', { changes = changes })
      end)
    end
  end
end

---A file was written: Python that configurations call, a template that is open as something else.
---@param buf integer
---@param kind integer
local function written(buf, kind)
  local path = api.nvim_buf_get_name(buf)
  if vim.bo[buf].buftype ~= '' or path == '' or path:find('^%a[%w+.-]*://') then
    return
  end
  tell(function(client)
    -- Of an open document the server is told in other ways, but not that its file is new.
    if client.attached_buffers[buf] and kind ~= created then
      return {}
    end
    return { { uri = vim.uri_from_fname(vim.fs.normalize(path)), type = kind } }
  end)
end

---Anything below the folders of the workspace may have changed while the user was elsewhere. Of a folder that came the server
---looks at everything anew.
local function anything()
  tell(function(client)
    return vim.tbl_map(function(folder)
      return { uri = folder.uri, type = created }
    end, client.workspace_folders or {})
  end)
end

local watching = false

---Begins to tell.
function M.watch()
  if watching then
    return
  end
  watching = true
  local group = api.nvim_create_augroup('forgather.disk', {})
  ---@type table<integer, true>
  local new = {}
  api.nvim_create_autocmd('BufWritePre', {
    group = group,
    callback = function(event)
      new[event.buf] = not vim.uv.fs_stat(event.match) or nil
    end,
  })
  api.nvim_create_autocmd('BufWritePost', {
    group = group,
    callback = function(event)
      written(event.buf, new[event.buf] and created or changed)
      new[event.buf] = nil
    end,
  })
  api.nvim_create_autocmd({ 'FocusGained', 'VimResume', 'TermLeave', 'ShellCmdPost' }, {
    group = group,
    callback = anything,
  })
end

return M
