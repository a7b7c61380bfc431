--- The words of a command line: blanks separate them, but not within quotes, nor behind a backslash.

local M = {}

---@param text string
---@return string[] words
---@return boolean open whether the last one can go on: the text ends within it
function M.split(text)
  local words = {}
  local word ---@type string?
  local quote ---@type string?
  local at = 1
  while at <= #text do
    local char = text:sub(at, at)
    if char == '\\' and quote ~= "'" and at < #text then
      at = at + 1
      word = (word or '') .. text:sub(at, at)
    elseif quote then
      if char == quote then
        quote = nil
      else
        word = word .. char
      end
    elseif char == '"' or char == "'" then
      quote = char
      word = word or ''
    elseif char:match('%s') then
      if word then
        table.insert(words, word)
        word = nil
      end
    else
      word = (word or '') .. char
    end
    at = at + 1
  end
  local open = word ~= nil
  if word then
    table.insert(words, word)
  end
  return words, open
end

---A name and what is assigned to it.
---@param word string
---@return string? name
---@return string? value
function M.assignment(word)
  return word:match('^([%a_][%w_.-]*)=(.*)$')
end

---A value as JSON where it reads as that, else as text: `3` is a number, `[1, 2]` a list, `Ada` a string.
---@param text string
---@return any
function M.value(text)
  local ok, value = pcall(vim.json.decode, text)
  if ok then
    return value
  end
  return text
end

return M
