-- Runs the cases of one file, and prints a line of TAP for each, without numbers: `ok - name`.
-- nvim -l cases.lua FILE [CASE]

local here = vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2))
package.path = here .. '/?.lua;' .. package.path
local child = require('child')

local function print_line(text)
  io.stdout:write(text .. '\n')
  io.stdout:flush()
end

local failed = false
local cases = dofile(here .. '/cases/' .. arg[1] .. '.lua')
for _, case in ipairs(cases) do
  local name, run, needs = case[1], case[2], case.needs
  if not arg[2] or name:find(arg[2], 1, true) then
    if needs and vim.fn.has(needs) == 0 then
      print_line(('skip - %s # for %s and newer'):format(name, needs))
    else
      local copy = vim.fn.tempname()
      vim.fn.mkdir(copy, 'p')
      vim.fn.system({ 'cp', '-r', vim.env.PROJECTS_SOURCE .. '/.', copy })
      vim.fn.system({ 'cp', '-r', here .. '/projects/.', copy })
      vim.env.PROJECTS = vim.uv.fs_realpath(copy)
      local ok, why = xpcall(run, function(err)
        return type(err) == 'string' and err or vim.inspect(err)
      end, child)
      pcall(child.kill)
      vim.fn.delete(copy, 'rf')
      print_line(('%s - %s'):format(ok and 'ok' or 'not ok', name))
      if not ok then
        failed = true
        for line in vim.gsplit(why, '\n', { plain = true }) do
          print_line('# ' .. line)
        end
      end
    end
  end
end
os.exit(failed and 1 or 0)
