--- Positions: a server counts bytes, UTF-16 units or characters, Neovim bytes.

local M = {}

local api = vim.api
local counts_by_name = vim.fn.has('nvim-0.11') == 1

---A byte of a line in the server's units.
---@param line string
---@param byte integer
---@param encoding string
---@return integer
function M.units(line, byte, encoding)
  byte = math.max(0, math.min(byte, #line))
  if encoding == 'utf-8' then
    return byte
  end
  if counts_by_name then
    return vim.str_utfindex(line, encoding, byte, false)
  end
  local utf32, utf16 = vim.str_utfindex(line, byte)
  return encoding == 'utf-16' and utf16 or utf32
end

---Units of the server's in a line as a byte.
---@param line string
---@param units integer
---@param encoding string
---@return integer
function M.byte(line, units, encoding)
  if encoding == 'utf-8' then
    return math.min(units, #line)
  end
  if counts_by_name then
    return vim.str_byteindex(line, encoding, units, false)
  end
  local ok, byte = pcall(vim.str_byteindex, line, units, encoding == 'utf-16')
  return ok and byte or #line
end

---@param buf integer
---@param row integer
---@return string
local function line_of(buf, row)
  return api.nvim_buf_get_lines(buf, row, row + 1, false)[1] or ''
end

---Where a window's cursor is, as the server counts.
---@param win integer
---@param encoding string
---@return lsp.Position
function M.at_cursor(win, encoding)
  local row, column = unpack(api.nvim_win_get_cursor(win))
  local line = line_of(api.nvim_win_get_buf(win), row - 1)
  return { line = row - 1, character = M.units(line, column, encoding) }
end

---A position of the server's in a loaded buffer: line from 0, byte; both within the text.
---@param buf integer
---@param position lsp.Position
---@param encoding string
---@return integer row, integer column
function M.in_buffer(buf, position, encoding)
  local last = api.nvim_buf_line_count(buf) - 1
  if position.line > last then
    return last, #line_of(buf, last)
  end
  return position.line, M.byte(line_of(buf, position.line), position.character, encoding)
end

---A range of the server's in a loaded buffer.
---@param buf integer
---@param range lsp.Range
---@param encoding string
---@return { [1]: integer, [2]: integer, [3]: integer, [4]: integer }
function M.range_in_buffer(buf, range, encoding)
  local row, column = M.in_buffer(buf, range.start, encoding)
  local end_row, end_column = M.in_buffer(buf, range['end'], encoding)
  return { row, column, end_row, end_column }
end

return M
