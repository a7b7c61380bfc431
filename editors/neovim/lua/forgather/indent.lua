--- Indentation while typing, line by line: the server is not asked, for this cannot wait. What it says while typing
--- (`textDocument/onTypeFormatting`) agrees.

local M = {}

local statement = '^%s*[-<>][-<>]%s+(%a+)'
local opens = { ['if'] = true, ['for'] = true, block = true, macro = true, call = true, filter = true, with = true }
local within = { ['else'] = true, ['elif'] = true }

---The keyword of a line statement.
---@param line string
---@return string?
local function keyword(line)
  return line:match(statement)
end

---The line of the statement that a line ends or divides.
---@param lnum integer
---@return integer?
local function head_of(lnum)
  local depth = 0
  for at = lnum - 1, 1, -1 do
    local word = keyword(vim.fn.getline(at))
    if word and word:match('^end') then
      depth = depth + 1
    elseif word and opens[word] then
      if depth == 0 then
        return at
      end
      depth = depth - 1
    end
  end
end

---@param lnum integer
---@return integer
function M.of(lnum)
  local word = keyword(vim.fn.getline(lnum))
  if word and (word:match('^end') or within[word]) then
    local head = head_of(lnum)
    if head then
      return vim.fn.indent(head)
    end
  end
  local above = vim.fn.prevnonblank(lnum - 1)
  if above == 0 then
    return 0
  end
  local line = vim.fn.getline(above)
  local indent = vim.fn.indent(above)
  local deeper = indent + vim.fn.shiftwidth()
  local its = keyword(line)
  if its then
    return (opens[its] or within[its]) and its ~= 'block' and deeper or indent
  end
  if line:match('^%s*##') then
    return indent
  end
  if line:match('^%s*%[[%w_]+!*%]%s*$') then
    return deeper
  end
  -- A key without a value, or with nothing but a tag and an anchor, has its value below it.
  if line:match(':%s*$') or line:match(':%s+[&!]%S+%s*$') or line:match(':%s+&%S+%s+!%S+%s*$') then
    return deeper
  end
  return indent
end

return M
