--- Python that constructs a target.

local ask = require('forgather.ask')
local window = require('forgather.window')

local M = {}

---What is asked for, by the protocol's names.
---@class forgather.CodeWant
---@field target? string
---@field namePolicy? string
---@field factoryName? string
---@field relaxedKwargs? boolean
---@field runnable? boolean

---@param subject forgather.Subject
---@param want forgather.CodeWant
---@param smods? table
function M.show(subject, want, smods)
  ask.configuration(subject, function(config)
    local argument = vim.tbl_extend('force', want, { uri = subject.uri, config = config })
    ask.tell(subject, 'generateCode', argument, function(result)
      local buf = window.buffer(('forgather-code://%s/%s.py'):format(config, want.target or 'main'))
      ask.note(buf, vim.tbl_extend('force', subject, { config = config }))
      window.set_lines(buf, vim.split((result.text:gsub('\n$', '')), '\n', { plain = true }))
      if vim.bo[buf].filetype ~= 'python' then
        vim.bo[buf].filetype = 'python'
      end
      window.keys(buf, {
        R = { function() M.show(vim.tbl_extend('force', subject, { config = config }), want) end, 'Generate it anew' },
        q = { window.close, 'Close the window' },
      })
      window.show(buf, { vertical = true, enter = true, smods = smods })
    end)
  end)
end

return M
