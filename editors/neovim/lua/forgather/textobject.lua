--- Text objects: what the server says is a block or a sub-template, and which lines are within.

local server = require('forgather.server')

local M = {}

local api = vim.api

---Kinds of symbols, as the protocol numbers them.
local kinds = { block = { 5, 12 }, template = { 2 } }

---How long an answer is waited for, in milliseconds.
local patience = 1000

---@param symbols table[]
---@param wanted integer[]
---@param line integer from 0
---@return table? symbol the innermost of a kind around a line
local function around(symbols, wanted, line)
  local found
  for _, symbol in ipairs(symbols) do
    local range = symbol.range
    if range and range.start.line <= line and line <= range['end'].line then
      if vim.list_contains(wanted, symbol.kind) then
        found = symbol
      end
      found = around(symbol.children or {}, wanted, line) or found
    end
  end
  return found
end

---@param client vim.lsp.Client
---@param method string
---@return table
local function asked(client, method)
  local params = { textDocument = vim.lsp.util.make_text_document_params(0) }
  local answer = server.call(client, 'request_sync', method, params, patience, 0)
  return answer and answer.result or {}
end

---Selects whole lines: of the block or sub-template around the cursor, or of its body.
---@param kind 'block'|'template'
---@param inner boolean
function M.select(kind, inner)
  local client = server.clients({ bufnr = 0 })[1]
  if not client then
    return
  end
  local symbol = around(asked(client, 'textDocument/documentSymbol'), kinds[kind], api.nvim_win_get_cursor(0)[1] - 1)
  if not symbol then
    return
  end
  local first, last = symbol.range.start.line, symbol.range['end'].line
  if symbol.range['end'].character == 0 and last > first then
    last = last - 1
  end
  if inner then
    -- A fold is from the head to the last line of the body.
    local body
    for _, fold in ipairs(asked(client, 'textDocument/foldingRange')) do
      if fold.startLine == first and (not body or fold.endLine > body) then
        body = fold.endLine
      end
    end
    if not body then
      return
    end
    first, last = first + 1, body
  end
  local mode = api.nvim_get_mode().mode
  if mode:match('[vV\22]') then
    vim.cmd('normal! \27')
  end
  api.nvim_win_set_cursor(0, { first + 1, 0 })
  vim.cmd('normal! V')
  api.nvim_win_set_cursor(0, { last + 1, 0 })
end

return M
