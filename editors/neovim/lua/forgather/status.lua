--- What the server says of its own accord about the document that was worked on last (`forgather/status`).

local M = {}

---@class forgather.Configuration
---@field name string
---@field uri string
---@field project { name: string, uri: string }
---@field default boolean

---@class forgather.Status
---@field uri string
---@field configuration? forgather.Configuration none if no configuration uses the document
---@field errors integer of the configuration
---@field warnings integer
---@field session 'none'|'starting'|'ready'|'busy' what the Python session does

---The last word on each document.
---@type table<integer, table<string, forgather.Status>>
local of_documents = {}

---The last word on each configuration: it is true for all documents that are seen through it.
---@type table<integer, table<string, forgather.Status>>
local of_configurations = {}

---@param client_id integer
---@param status forgather.Status
function M.set(client_id, status)
  of_documents[client_id] = of_documents[client_id] or {}
  of_documents[client_id][status.uri] = status
  if status.configuration then
    of_configurations[client_id] = of_configurations[client_id] or {}
    of_configurations[client_id][status.configuration.uri] = status
  end
  vim.api.nvim_exec_autocmds('User', { pattern = 'ForgatherStatus', modeline = false, data = status })
  vim.cmd.redrawstatus({ bang = true })
end

---@param client_id integer
function M.forget(client_id)
  of_documents[client_id] = nil
  of_configurations[client_id] = nil
  vim.cmd.redrawstatus({ bang = true })
end

---What is known of a document: nil if it is not one of Forgather's.
---@param buf integer
---@return forgather.Status?
function M.of(buf)
  if not package.loaded['forgather.server'] then
    return
  end
  local client = require('forgather.server').clients({ bufnr = buf })[1]
  if not client then
    return
  end
  local uri = vim.uri_from_bufnr(buf)
  local status = (of_documents[client.id] or {})[uri]
  if not status then
    return
  end
  local configuration = status.configuration
  local latest = configuration and (of_configurations[client.id] or {})[configuration.uri]
  return latest and vim.tbl_extend('force', latest, { uri = uri }) or status
end

---For a status line: the active configuration, what is wrong with it, and what Python does. Empty elsewhere.
---@param buf integer
---@return string
function M.line(buf)
  local status = M.of(buf)
  if not status then
    return ''
  end
  local parts = { status.configuration and status.configuration.name or 'no configuration' }
  if status.errors > 0 then
    table.insert(parts, 'E' .. status.errors)
  end
  if status.warnings > 0 then
    table.insert(parts, 'W' .. status.warnings)
  end
  if status.session == 'starting' or status.session == 'busy' then
    table.insert(parts, 'Python ' .. status.session)
  end
  return (table.concat(parts, ' '):gsub('%%', '%%%%'))
end

return M
