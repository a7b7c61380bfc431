--- The server: how it is started, for which folder, and with what it is told.

local options = require('forgather.options')

local M = {}

local has_config = vim.fn.has('nvim-0.11') == 1

M.name = 'forgather'

---What makes a folder the root, the strongest first. The language's own word for it is the folder that has
---`forgather_workspace`.
M.root_markers = { '.forgather-ls.yaml', 'forgather_workspace', '.git', 'meta.yaml' }

---Calls a method of a client: 0.10 has functions where later versions have methods.
---@param client vim.lsp.Client
---@param method string
---@return any, any
function M.call(client, method, ...)
  if has_config then
    return client[method](client, ...)
  end
  return client[method](...)
end

---@param client vim.lsp.Client
---@return boolean
function M.is_running(client)
  return not M.call(client, 'is_stopped')
end

---The running clients; those that are yet to answer to `initialize` by `{ _uninitialized = true }`.
---@param filter? table
---@return vim.lsp.Client[]
function M.clients(filter)
  filter = vim.tbl_extend('force', filter or {}, { name = M.name })
  return vim.tbl_filter(M.is_running, vim.lsp.get_clients(filter))
end

---The folder that a server for a file is started in. A template may lie outside of every root, where projects share it;
---a server that said that it is one keeps it.
---@param path string
---@return string?
function M.root_of(path)
  local known = require('forgather.filetype').root_of(path)
  if known then
    return known
  end
  for _, marker in ipairs(M.root_markers) do
    local root = vim.fs.root(path, marker)
    if root then
      return root
    end
  end
end

---@param buf integer
---@param on_dir fun(root: string?)
local function root_dir(buf, on_dir)
  local path = vim.api.nvim_buf_get_name(buf)
  if path == '' then
    return on_dir(nil)
  end
  path = vim.fs.normalize(path)
  if vim.bo[buf].filetype ~= 'forgather' and not require('forgather.filetype').evidence(path) then
    return
  end
  on_dir(M.root_of(path) or vim.fs.dirname(path))
end

---Clients that wait for the answer to `initialize`, and what waits for them.
---@type table<integer, fun()[]>
local waiting = {}

---Runs a function once a client can be asked.
---@param client vim.lsp.Client
---@param run fun()
function M.when_ready(client, run)
  if client.initialized then
    return run()
  end
  waiting[client.id] = waiting[client.id] or {}
  table.insert(waiting[client.id], run)
end

---What this plugin does that Neovim's own client does not.
---@return table
local function capabilities()
  return {
    -- What is pushed reaches all files of the workspace, open or not; what is pulled only those that are open, and
    -- Neovim 0.10 does not pull again when another file has changed what it was told.
    textDocument = { diagnostic = vim.NIL },
    workspace = { diagnostics = vim.NIL },
    experimental = { commands = { commands = { 'forgather.showReferences' } } },
  }
end

---The client's configuration, for `vim.lsp.config`.
---@return vim.lsp.Config
function M.config()
  local set = options.get()
  -- An empty table would be sent as a list.
  local settings = { forgather = next(set.settings) and set.settings or vim.empty_dict() }
  return {
    name = M.name,
    cmd = set.cmd,
    -- Where filetypes are left alone, `yaml` is served in projects.
    filetypes = set.filetype and { 'forgather' } or { 'forgather', 'yaml' },
    root_dir = root_dir,
    capabilities = capabilities(),
    settings = settings,
    init_options = settings,
    handlers = {
      ['forgather/status'] = function(_, status, context)
        require('forgather.status').set(context.client_id, require('forgather.ask').plain(status))
      end,
    },
    commands = require('forgather.lens').commands,
    on_init = function(client)
      local ready = waiting[client.id] or {}
      waiting[client.id] = nil
      for _, run in ipairs(ready) do
        run()
      end
    end,
    on_exit = function(_, _, id)
      waiting[id] = nil
      vim.schedule(function()
        require('forgather.status').forget(id)
        require('forgather.materialize').server_gone(id)
        require('forgather.preview').server_gone(id)
      end)
    end,
  }
end

---The configuration with what the user has set by `vim.lsp.config`, where there is that.
---@return vim.lsp.Config
local function resolved()
  if has_config then
    return vim.deepcopy(vim.lsp.config[M.name] or M.config())
  end
  local config = M.config()
  local own = vim.lsp.protocol.make_client_capabilities()
  config.capabilities = vim.tbl_deep_extend('force', own, config.capabilities)
  return config
end

---Whether the program is there; says so once if it is not.
---@return boolean
function M.is_installed()
  local cmd = resolved().cmd
  if type(cmd) ~= 'table' or vim.fn.executable(cmd[1]) == 1 then
    return true
  end
  local message = 'forgather: `%s` cannot be run; install it, or say where it is by option `cmd`; see `:checkhealth forgather`'
  vim.notify_once(message:format(cmd[1]), vim.log.levels.WARN)
  return false
end

local enabled = false

---Starts a server for a root, or finds the one that runs.
---@param root string
---@param buf? integer a document to attach it to
---@return vim.lsp.Client?
local function start(root, buf)
  -- `vim.lsp.enable('forgather', false)` is the user's word.
  local is_off = enabled and vim.lsp.is_enabled and not vim.lsp.is_enabled(M.name)
  if is_off or not M.is_installed() then
    return
  end
  require('forgather.disk').watch()
  local config = resolved()
  config.root_dir = root
  local id
  if buf then
    -- What 0.10 has for it takes a client that is ending, too.
    local reuse = not has_config
      and function(client)
        return client.name == M.name and client.root_dir == root and M.is_running(client)
      end
    id = vim.lsp.start(config, { bufnr = buf, reuse_client = config.reuse_client or reuse or nil })
  else
    -- Also one that is yet to answer.
    for _, client in ipairs(M.clients({ _uninitialized = true })) do
      if client.root_dir == root then
        return client
      end
    end
    if has_config then
      id = vim.lsp.start(config, { attach = false })
    else
      id = vim.lsp.start_client(config)
    end
  end
  return id and vim.lsp.get_client_by_id(id) or nil
end

---A server that can be asked about a file, started if there is none.
---@param path string
---@return vim.lsp.Client?
function M.for_path(path)
  local root = M.root_of(path)
  return root and start(root) or nil
end

---Attaches a server to a buffer, as its filetype would have it.
---@param buf integer
---@param root? string that of the server that it had
function M.attach(buf, root)
  if not vim.api.nvim_buf_is_loaded(buf) or vim.bo[buf].buftype ~= '' then
    return
  end
  local config = resolved()
  if not vim.list_contains(config.filetypes or {}, vim.bo[buf].filetype) then
    return
  end
  if root then
    start(root, buf)
  elseif type(config.root_dir) == 'function' then
    config.root_dir(buf, function(found)
      if found then
        start(found, buf)
      end
    end)
  else
    start(config.root_dir or M.root_of(vim.api.nvim_buf_get_name(buf)), buf)
  end
end

---Makes Neovim start the server for documents of the filetype, those that are open and those to come.
function M.enable()
  if enabled or not options.get().lsp then
    return
  end
  enabled = true
  vim.lsp.enable(M.name)
  -- While Neovim starts, it sees to the documents to come only.
  for _, buf in ipairs(vim.api.nvim_list_bufs()) do
    M.attach(buf)
  end
end

---Called for each document that may be one of Forgather's by its filetype.
---@param buf integer
function M.filetype_set(buf)
  if not options.get().lsp then
    return
  end
  if has_config then
    if not enabled then
      -- Not now: what Neovim would do for this very event, it does not see to while the event is on.
      vim.schedule(M.enable)
    end
  else
    M.attach(buf)
  end
end

return M
