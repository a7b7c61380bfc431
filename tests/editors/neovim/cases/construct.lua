--- Constructing: an object, an error with its places, progress, calling it off.

---The text of the buffer that a result is in, once a part of it is there.
local function result(n, name, part)
  return n.wait(
    ('the result has `%s`'):format(part),
    [[
    local name, part = ...
    local buf = vim.fn.bufnr('^forgather-result://' .. name .. '$')
    if buf < 1 then return end
    local text = table.concat(vim.api.nvim_buf_get_lines(buf, 0, -1, false), '\n')
    return text:find(part, 1, true) and text
  ]],
    name,
    part
  )
end

---The quickfix list: file below the projects, line, text of the line from the column on, type, text.
local quickfix = [[
  return vim.tbl_map(function(item)
    local name = item.bufnr > 0 and vim.api.nvim_buf_get_name(item.bufnr):sub(#vim.env.PROJECTS + 2) or ''
    local line = ''
    if item.bufnr > 0 then
      vim.fn.bufload(item.bufnr)
      line = (vim.api.nvim_buf_get_lines(item.bufnr, item.lnum - 1, item.lnum, false)[1] or ''):sub(item.col)
    end
    return { name, item.lnum, line, item.type, item.text }
  end, vim.fn.getqflist())
]]

return {
  {
    'the object is shown, with its type, and the cursor stays in the template',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('ForgatherMaterialize')
      local text = result(n, 'no_bias.yaml/main', 'constructed in')
      n.contains(text, 'main of no_bias.yaml: causal_lm.CausalLM')
      n.contains(text, '(query): Linear(8, 8, bias=False)')
      n.equal(n.here()[1], 'tiny_lm/templates/configs/no_bias.yaml')
      n.equal(n.lua('return #vim.api.nvim_list_wins()'), 2)
    end,
  },
  {
    'variables, targets and arguments are given as they are said to be',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('ForgatherMaterialize main num_layers=1 hidden_size=4')
      local text = result(n, 'no_bias.yaml/main', 'constructed in')
      n.contains(text, '(query): Linear(4, 4, bias=False)')
      n.ok(not text:find('(1): PreNormLayer', 1, true), 'there is one layer')
      n.open('odd/templates/configs/failing.yaml')
      n.cmd('ForgatherMaterialize greeting reader="Ada Lovelace"')
      n.contains(result(n, 'failing.yaml/greeting', 'constructed in'), "'hello, Ada Lovelace'")
      n.cmd('ForgatherMaterialize later -- 4')
      n.contains(result(n, 'failing.yaml/later', 'constructed in'), '0.25')
    end,
  },
  {
    'a variable that needs a value is asked for',
    function(n)
      n.start()
      n.open('odd/templates/configs/failing.yaml')
      n.lua("vim.ui.input = function(options, done) _G.asked = options.prompt done('Ada') end")
      n.cmd('ForgatherMaterialize greeting')
      n.contains(result(n, 'failing.yaml/greeting', 'constructed in'), "'hello, Ada'")
      n.equal(n.lua('return _G.asked'), 'reader = ')
    end,
  },
  {
    'an error goes to the quickfix list: the template text, what needed it, and where Python was',
    function(n)
      n.start()
      n.open('odd/templates/configs/failing.yaml')
      n.cmd('ForgatherMaterialize')
      local text = result(n, 'failing.yaml/main', 'no object')
      n.contains(text, 'steps.Refused: 0 is no divisor')
      n.contains(text, 'caused by ZeroDivisionError: division by zero')
      n.wait('the list is open', "return vim.fn.getqflist({ winid = 0 }).winid ~= 0")
      local items = n.lua(quickfix)
      local configuration, python = 'odd/templates/configs/failing.yaml', 'odd/src/steps.py'
      n.equal(vim.tbl_map(function(item) return { item[1], item[2], item[4] } end, items), {
        { configuration, 4, 'E' },
        { configuration, 3, 'I' },
        { python, 16, 'E' },
        { python, 9, 'I' },
        { '', 0, 'I' },
        { python, 14, 'I' },
      })
      n.contains(items[1][3], '!call:{{ project_dir }}/src/steps.py:first')
      n.equal(items[1][5], 'steps.Refused: 0 is no divisor')
      n.equal(items[3][5], 'second: raise Refused(f"{value} is no divisor") from error')
      n.equal(n.here()[1], configuration, 'the cursor stays')
      n.cmd('cc 3')
      n.equal({ n.here()[1], n.here()[2] }, { python, 16 })
    end,
  },
  {
    'columns of the quickfix list are right behind characters outside of ASCII',
    function(n)
      n.start()
      n.open('odd/templates/configs/characters.yaml')
      n.at('*colour')
      n.feed('i!call:{{ project_dir }}/src/steps.py:first [ 0 ], <Esc>')
      n.cmd('ForgatherMaterialize other')
      result(n, 'characters.yaml/other', 'no object')
      n.contains(n.lua(quickfix)[1][3], '!call:{{ project_dir }}')
      n.ok(vim.startswith(n.lua(quickfix)[1][3], '!call:'), 'it begins there')
    end,
  },
  {
    'progress is shown, and Control-C in the window calls it off; the next one works',
    function(n)
      n.start()
      n.open('odd/templates/configs/failing.yaml')
      n.cmd('ForgatherMaterialize slow')
      result(n, 'failing.yaml/slow', 'calls it off')
      -- A construction that takes a while tells what it does.
      n.wait('the session is busy', "local s = require('forgather').status() return s.session == 'busy'")
      n.contains(n.lua("return require('forgather').statusline()"), 'Python busy')
      n.cmd('wincmd j')
      n.equal(n.lua('return vim.api.nvim_buf_get_name(0)'), 'forgather-result://failing.yaml/slow')
      n.feed('<C-c>')
      result(n, 'failing.yaml/slow', 'called off')
      n.wait('the session is no longer busy', [[
        return vim.iter(vim.api.nvim_list_bufs()):all(function(buf)
          local s = require('forgather').status(buf)
          return not s or s.session ~= 'busy'
        end)
      ]])
      n.cmd('wincmd k')
      n.cmd('ForgatherMaterialize greeting reader=Ada')
      n.contains(result(n, 'failing.yaml/greeting', 'constructed in'), "'hello, Ada'")
    end,
  },
  {
    ':ForgatherCancel calls it off from the template',
    function(n)
      n.start()
      n.open('odd/templates/configs/failing.yaml')
      n.cmd('ForgatherMaterialize slow')
      result(n, 'failing.yaml/slow', 'calls it off')
      n.cmd('ForgatherCancel')
      result(n, 'failing.yaml/slow', 'called off')
    end,
  },
  {
    'in the window, R constructs again, return leads to the line\'s place, and q closes it',
    function(n)
      n.start()
      n.open('odd/templates/configs/failing.yaml')
      n.cmd('ForgatherMaterialize')
      result(n, 'failing.yaml/main', 'no object')
      n.cmd('cclose')
      n.cmd('edit ' .. n.path('odd/src/steps.py'))
      n.cmd('%s/1 . value/"fine"/')
      n.cmd('write')
      n.cmd('wincmd j')
      n.at('steps.py:16')
      n.feed('<CR>')
      n.wait('Python is shown', "return vim.api.nvim_buf_get_name(0):find('steps.py$') ~= nil")
      n.equal(n.here()[2], 16)
      n.cmd('ForgatherRestart session')
      n.cmd('wincmd j')
      n.feed('R')
      n.contains(result(n, 'failing.yaml/main', 'constructed in'), "{'part': 'fine'}")
      n.feed('q')
      n.wait('it is closed', 'return #vim.api.nvim_list_wins() == 1')
    end,
  },
  {
    'with !, the time of each node is told',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('ForgatherMaterialize!')
      n.contains(result(n, 'no_bias.yaml/main', 'times, the longest first'), 'CausalLM')
    end,
  },
  {
    'where the user does not trust the workspace, nothing is run, and it is said why',
    function(n)
      n.start({ settings = { trusted = false } })
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('ForgatherMaterialize')
      n.contains(result(n, 'no_bias.yaml/main', 'no object'), 'not trusted')
    end,
  },
  {
    'from the window of a preview, it is its configuration that is constructed',
    function(n)
      n.start()
      n.open('tiny_lm/templates/tiny_lm.yaml')
      n.cmd('ForgatherPreview multi_head.yaml')
      n.wait('the preview is shown', 'return #vim.api.nvim_list_wins() == 2')
      n.cmd('wincmd l')
      n.cmd('ForgatherMaterialize')
      n.contains(result(n, 'multi_head.yaml/main', 'constructed in'), 'MultiHeadAttention')
    end,
  },
}
