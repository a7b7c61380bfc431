--- Restarting, ending, and changes that come from elsewhere.

---The processes that this test's Neovim has started, whoever their parents are now.
local function processes()
  local found = {}
  for name in vim.fs.dir('/proc') do
    if name:match('^%d+$') and tonumber(name) ~= vim.uv.os_getpid() then
      local file = io.open('/proc/' .. name .. '/environ', 'rb')
      local environment = file and file:read('a') or ''
      if file then
        file:close()
      end
      if environment:find('PROJECTS=' .. vim.env.PROJECTS .. '\0', 1, true) then
        local status = io.open('/proc/' .. name .. '/comm')
        table.insert(found, status and status:read('l') or name)
        if status then
          status:close()
        end
      end
    end
  end
  return found
end

local function wait_for_none(n)
  local gone = vim.wait(n.patience, function()
    return #processes() == 0
  end, 50)
  n.ok(gone, 'these processes are left: ' .. vim.inspect(processes()))
end

local process_of = 'return vim.lsp.get_clients({ name = "forgather" })[1] and vim.lsp.get_clients({ name = "forgather" })[1].id'

return {
  {
    ':ForgatherRestart starts another server for the same documents, and previews live on',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('ForgatherPreview')
      n.wait('the preview is shown', 'return #vim.api.nvim_list_wins() == 2')
      local before = n.lua(process_of)
      n.cmd('ForgatherRestart')
      n.wait('another server runs', process_of .. ' ~= ... and vim.lsp.get_clients({ name = "forgather", bufnr = 0 })[1] ~= nil', before)
      n.wait('it serves', "return require('forgather').statusline() == 'no_bias.yaml'")
      n.equal(n.lua('return #vim.lsp.get_clients({ name = "forgather" })'), 1)
      n.at('bias: False')
      n.feed('oscale: 2<Esc>')
      n.wait('the preview changes', [[
        local buf = vim.api.nvim_win_get_buf(vim.api.nvim_list_wins()[2])
        return vim.iter(vim.api.nvim_buf_get_lines(buf, 0, -1, false)):any(function(line) return line == '    scale: 2' end)
      ]])
      local servers = vim.tbl_filter(function(name)
        return name == 'forgather-ls'
      end, processes())
      n.equal(#servers, 1, 'the old process is gone')
    end,
  },
  {
    'a server that is killed leaves a preview that says so, and :ForgatherRestart brings all back',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('ForgatherPreview')
      n.wait('the preview is shown', 'return #vim.api.nvim_list_wins() == 2')
      n.lua("vim.lsp.get_clients()[1].rpc.terminate()")
      local bar = "return vim.api.nvim_eval_statusline(vim.wo[...].winbar, { winid = ..., use_winbar = true }).str"
      local win = n.lua('return vim.api.nvim_list_wins()[2]')
      n.wait('the bar says so', '_G.bar = (function(...) ' .. bar .. ' end)(...) return _G.bar:find("no server") ~= nil', win)
      n.cmd('ForgatherRestart')
      n.wait('it is served', "return require('forgather').statusline() == 'no_bias.yaml'")
      n.wait('the preview is served', '_G.bar = (function(...) ' .. bar .. ' end)(...) return _G.bar:find("no server") == nil', win)
    end,
  },
  {
    ':ForgatherRestart session: the Python session is another one',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('ForgatherMaterialize')
      n.wait('there is a session', "return require('forgather').status().session == 'ready'")
      n.cmd('ForgatherRestart session')
      n.wait('there is none', "return require('forgather').status().session == 'none'")
    end,
  },
  {
    ':qall! while a target is being constructed leaves no process',
    function(n)
      n.start()
      n.open('odd/templates/configs/failing.yaml')
      n.cmd('ForgatherPreview')
      n.cmd('ForgatherMaterialize slow')
      n.wait('it is busy', "local s = require('forgather').status() return s.session == 'busy'")
      n.ok(vim.list_contains(processes(), 'forgather-ls'), 'there is a server')
      n.quit()
      wait_for_none(n)
    end,
  },
  {
    'a Neovim that is killed leaves no process',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('ForgatherMaterialize')
      n.wait('there is a session', "return require('forgather').status().session == 'ready'")
      vim.uv.kill(n.lua('return vim.uv.os_getpid()'), 'sigkill')
      wait_for_none(n)
    end,
  },
  {
    'a template that is written elsewhere counts when Neovim gets the focus',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('ForgatherPreview')
      n.wait('the preview is shown', 'return #vim.api.nvim_list_wins() == 2')
      local file = n.path('tiny_lm/templates/tiny_lm.yaml')
      local lines = vim.tbl_map(function(line)
        return (line:gsub('default: 8 ', 'default: 88 '))
      end, vim.fn.readfile(file))
      vim.fn.writefile(lines, file)
      n.cmd('doautocmd FocusGained')
      n.wait('the preview changes', [[
        local buf = vim.api.nvim_win_get_buf(vim.api.nvim_list_wins()[2])
        return vim.iter(vim.api.nvim_buf_get_lines(buf, 0, -1, false)):any(function(line) return line:find('default: 88', 1, true) end)
      ]])
    end,
  },
  {
    'Python that is written elsewhere counts when Neovim gets the focus',
    function(n)
      n.start()
      n.open('odd/templates/configs/failing.yaml')
      local unknown = "return vim.iter(vim.diagnostic.get(0)):any(function(d) return d.code == 'unknown-argument' end)"
      n.cmd('%s/first \\[ 0 \\]/first { number: 4 }/')
      n.wait('the argument is unknown', unknown)
      local file = n.path('odd/src/steps.py')
      local lines = vim.tbl_map(function(line)
        return (line:gsub('first%(value%)', 'first(number, value=0)'))
      end, vim.fn.readfile(file))
      vim.fn.writefile(lines, file)
      n.cmd('doautocmd FocusGained')
      n.wait('it is known', 'return not (function() ' .. unknown .. ' end)()')
    end,
  },
  {
    'Python that is written in Neovim counts where configurations call it',
    function(n)
      n.start()
      n.open('odd/templates/configs/failing.yaml')
      local unknown = "return vim.iter(vim.diagnostic.get(vim.fn.bufnr(...))):any(function(d) return d.code == 'unknown-argument' end)"
      n.cmd('%s/first \\[ 0 \\]/first { number: 4 }/')
      n.wait('the argument is unknown', unknown, n.path('odd/templates/configs/failing.yaml'))
      n.cmd('split ' .. n.path('odd/src/steps.py'))
      n.cmd('%s/def first(value)/def first(number, value=0)/')
      n.cmd('write')
      n.wait('it is known', 'return not (function(...) ' .. unknown .. ' end)(...)', n.path('odd/templates/configs/failing.yaml'))
    end,
  },
}
