--- Which documents are of filetype `forgather`: those that the server says belong to a project. Plain YAML stays YAML.
---
--- Looking for a folder or a `meta.yaml` upwards is cheap, and where there is neither, nothing is started. Else the server is asked,
--- and until it has answered the likely filetype is there: beside a `forgather_workspace` that is `forgather`, else YAML.

local options = require('forgather.options')

local M = {}

local api = vim.api

---What the server said of a file: the root of the server that said that it is a document of Forgather's, or false.
---@type table<string, string|false>
local decided = {}

---Buffers that someone asks about at the moment.
---@type table<integer, true>
local asking = {}

---The root of the server that knows a file.
---@param path string
---@return string?
function M.root_of(path)
  return decided[path] or nil
end

---What speaks for a file being Forgather's.
---@param path string
---@return 'workspace'|'project'|nil
function M.evidence(path)
  local up = { path = vim.fs.dirname(path), upward = true }
  if next(vim.fs.find('forgather_workspace', vim.tbl_extend('error', up, { type = 'directory' }))) then
    return 'workspace'
  end
  if vim.fs.dirname(path):find('/forgather_workspace', 1, true) then
    return 'workspace'
  end
  if next(vim.fs.find('meta.yaml', vim.tbl_extend('error', up, { type = 'file' }))) then
    return 'project'
  end
end

---Sets a buffer's filetype, if it has another one that comes from us or from Neovim.
---@param buf integer
---@param path string
local function set(buf, path)
  local name = decided[path] and 'forgather' or vim.filetype.match({ buf = buf, filename = path }) or ''
  if vim.bo[buf].filetype == name then
    return
  end
  api.nvim_buf_call(buf, function()
    vim.bo[buf].filetype = name
  end)
  -- Up to 0.11 Neovim leaves servers attached that are not for the new filetype.
  for _, client in ipairs(vim.lsp.get_clients({ bufnr = buf })) do
    local filetypes = client.config.filetypes ---@diagnostic disable-line: undefined-field
    if filetypes and not vim.list_contains(filetypes, name) then
      vim.lsp.buf_detach_client(buf, client.id)
    end
  end
end

---Asks a server, and goes by what it says.
---@param buf integer
---@param path string
---@param clients vim.lsp.Client[] one after the other, until one says that it is Forgather's
---@param done fun()
local function ask(buf, path, clients, done)
  local client = table.remove(clients, 1)
  if not client then
    decided[path] = decided[path] or false
    return done()
  end
  require('forgather.server').when_ready(client, function()
    local argument = { uri = vim.uri_from_fname(path) }
    require('forgather.ask').request(client, 'documentKind', argument, function(err, answer)
      if err then
        -- Nothing is decided: it stays what it looked like.
        return done()
      end
      if answer and answer.kind then
        decided[path] = client.root_dir
        return done()
      end
      ask(buf, path, clients, done)
    end)
  end)
end

---Ends servers that were started only to be asked.
local function end_idle()
  vim.defer_fn(function()
    local server = require('forgather.server')
    for _, client in ipairs(server.clients()) do
      local is_used = next(client.attached_buffers) or next(asking) or require('forgather.ask').is_about(client.id)
      if client.initialized and not is_used then
        server.call(client, 'stop')
      end
    end
  end, 3000)
end

---Finds out about a buffer.
---@param buf integer
---@param path string
local function find_out(buf, path)
  if asking[buf] or not api.nvim_buf_is_loaded(buf) or vim.bo[buf].buftype ~= '' then
    return
  end
  local server = require('forgather.server')
  local clients = {}
  if M.evidence(path) then
    table.insert(clients, server.for_path(path))
  end
  -- Templates may lie anywhere: in folders that projects share.
  for _, client in ipairs(server.clients()) do
    if client ~= clients[1] then
      table.insert(clients, client)
    end
  end
  if not next(clients) then
    return
  end
  asking[buf] = true
  ask(buf, path, clients, function()
    asking[buf] = nil
    if decided[path] ~= nil and api.nvim_buf_is_loaded(buf) and vim.bo[buf].buftype == '' then
      set(buf, path)
    end
    if not decided[path] then
      end_idle()
    end
  end)
end

---The filetype of a file, as far as it can be told at once: what `vim.filetype.add` takes.
---@param path string
---@param buf integer?
---@return string?
function M.detect(path, buf)
  if not options.get().filetype or path:find('^%a[%w+.-]*://') then
    return
  end
  path = vim.fs.normalize(vim.fn.fnamemodify(path, ':p'))
  if decided[path] ~= nil then
    return decided[path] and 'forgather' or nil
  end
  local evidence = M.evidence(path)
  if not evidence and not (package.loaded['forgather.server'] and next(require('forgather.server').clients())) then
    return
  end
  if buf and options.get().lsp then
    vim.schedule(function()
      -- A file that is yet to be written is asked about then.
      if vim.uv.fs_stat(path) then
        find_out(buf, path)
      elseif api.nvim_buf_is_valid(buf) then
        api.nvim_create_autocmd('BufWritePost', {
          buffer = buf,
          once = true,
          callback = function()
            find_out(buf, path)
          end,
        })
      end
    end)
  end
  -- In `meta.yaml` itself, Forgather's is one use among others.
  return evidence == 'workspace' and 'forgather' or nil
end

---Forgets what was said, so that it is asked again: projects come and go.
function M.forget()
  decided = {}
end

return M
