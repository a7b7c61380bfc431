--- What a template extends and uses, and what extends and uses it.

local ask = require('forgather.ask')

local M = {}

---The lists of the server's answer, in the order that they are shown in.
local lists = {
  { 'extends', 'extends' },
  { 'includes', 'includes' },
  { 'imports', 'imports from' },
  { 'extendedBy', 'is extended by' },
  { 'includedBy', 'is included by' },
  { 'importedBy', 'is imported by' },
  { 'configurations', 'is used by the configurations' },
}

---@param subject forgather.Subject
---@param smods? table
function M.show(subject, smods)
  ask.tell(subject, 'templateHierarchy', { uri = subject.uri }, function(found)
    local lines, locations = { found.name or '' }, {}
    for _, list in ipairs(lists) do
      local entries = found[list[1]] or {}
      if next(entries) then
        table.insert(lines, '  ' .. list[2])
      end
      for _, entry in ipairs(entries) do
        table.insert(lines, '    ' .. entry.name)
        local start = { line = 0, character = 0 }
        locations[#lines] = entry.location or { uri = entry.uri, range = { start = start, ['end'] = start } }
      end
    end
    require('forgather.tree').show(subject, {
      name = 'forgather-hierarchy://' .. vim.uri_to_fname(subject.uri),
      lines = lines,
      locations = locations,
      again = function()
        M.show(subject)
      end,
    }, smods)
  end)
end

return M
