--- The node graph: as a tree whose lines lead to the templates, as text in other formats, or drawn.

local ask = require('forgather.ask')

local M = {}

M.formats = { 'tree', 'repr', 'yaml', 'json', 'dot', 'svg' }

local filetypes = { repr = 'python', yaml = 'yaml', json = 'json', dot = 'dot' }

---Writes a drawing to a file. Without a name it is one of Neovim's own, which is then opened by what the system has for it.
---@param text string
---@param file? string
local function write(text, file)
  local path = file and vim.fs.normalize(vim.fn.fnamemodify(file, ':p')) or vim.fn.tempname() .. '.svg'
  local out, err = io.open(path, 'w')
  if not out then
    return ask.complain(('the graph cannot be written: %s'):format(err))
  end
  out:write(text)
  out:close()
  vim.notify(('forgather: the graph is in `%s`'):format(path), vim.log.levels.INFO)
  if not file then
    local _, fault = vim.ui.open(path)
    if fault then
      vim.notify('forgather: ' .. fault, vim.log.levels.WARN)
    end
  end
end

---@param subject forgather.Subject
---@param format? string
---@param file? string for a drawing
---@param smods? table
function M.show(subject, format, file, smods)
  format = format or 'tree'
  ask.configuration(subject, function(config)
    local argument = { uri = subject.uri, config = config, format = format }
    ask.tell(subject, 'showGraph', argument, function(result)
      if format == 'svg' then
        return write(result.text, file)
      end
      local about = vim.tbl_extend('force', subject, { config = config })
      require('forgather.tree').show(about, {
        name = ('forgather-graph://%s/%s'):format(config, format),
        lines = vim.split((result.text:gsub('\n$', '')), '\n', { plain = true }),
        locations = result.locations or {},
        filetype = filetypes[format],
        again = function()
          M.show(about, format)
        end,
      }, smods)
    end)
  end)
end

return M
