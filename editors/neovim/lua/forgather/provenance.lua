--- Where the lines of a preview come from, said beside them.

local options = require('forgather.options')

local M = {}

local api = vim.api
local marks = api.nvim_create_namespace('forgather.provenance')

---Whether texts are shown; nil until the user has changed it, then the option is what counts.
---@type boolean?
local chosen

---@return boolean
local function says()
  if chosen == nil then
    return options.get().preview.provenance
  end
  return chosen
end

---Shows the origins of a preview: at the first of several lines from one block of one template where that is, and all lines
---that are the configuration's own.
---@param buf integer
---@param origins forgather.Origin[]
function M.show(buf, origins)
  api.nvim_buf_clear_namespace(buf, marks, 0, -1)
  local last = api.nvim_buf_line_count(buf)
  local own = options.get().preview.own
  local before
  for _, origin in ipairs(origins) do
    if origin.line < last then
      local mark = {}
      local from = origin.template .. '\n' .. (origin.block or '')
      if says() and from ~= before then
        local text = origin.block and ('%s [%s]'):format(origin.template, origin.block) or origin.template
        mark.virt_text = { { '  ← ' .. text, origin.inherited and 'ForgatherOrigin' or 'ForgatherOwnOrigin' } }
        mark.hl_mode = 'combine'
      end
      if own and not origin.inherited then
        mark.line_hl_group = 'ForgatherOwn'
      end
      before = from
      if next(mark) then
        api.nvim_buf_set_extmark(buf, marks, origin.line, 0, mark)
      end
    end
  end
end

---Shows the texts, or no longer.
function M.toggle()
  chosen = not says()
  for _, it in ipairs(require('forgather.preview').visible()) do
    M.show(it.buf, it.preview.origins)
  end
end

return M
