--- The other commands, and what completion offers for all of them.

local function completions(n, line)
  return n.lua('return vim.fn.getcompletion(..., "cmdline")', line)
end

local function wait_for_window(n, name)
  n.wait(('the window `%s` is entered'):format(name), 'return vim.api.nvim_buf_get_name(0) == ...', name)
end

return {
  {
    'the commands complete their arguments from what the server knows',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      local all = { 'baseline.yaml', 'evaluate.yaml', 'every_tag.yaml', 'multi_head.yaml', 'no_bias.yaml' }
      n.equal(completions(n, 'ForgatherPreview '), all)
      n.equal(completions(n, 'ForgatherSelect e'), { 'evaluate.yaml', 'every_tag.yaml' })
      n.equal(completions(n, 'ForgatherTargets '), { 'meta', 'main' })
      n.equal(completions(n, 'ForgatherMaterialize m'), { 'meta', 'main', 'max_length=64' })
      n.equal(completions(n, 'ForgatherMaterialize main '), { 'hidden_size=8', 'num_layers=2', 'max_length=64', 'd_feedforward=16' })
      n.equal(completions(n, 'ForgatherMaterialize! main num_layers=1 '), { 'hidden_size=8', 'max_length=64', 'd_feedforward=16' })
      n.equal(completions(n, 'ForgatherMaterialize meta '), {})
      n.equal(completions(n, 'vertical ForgatherGraph '), { 'tree', 'repr', 'yaml', 'json', 'dot', 'svg' })
      n.equal(completions(n, 'ForgatherCode policy='), { 'policy=required', 'policy=named', 'policy=all' })
      n.equal(completions(n, 'ForgatherCode main re'), { 'relaxed' })
      n.equal(completions(n, 'ForgatherTemplates inc'), { 'inc/formatting.jinja' })
      n.equal(completions(n, 'ForgatherRestart '), { 'server', 'session' })
      n.cmd('enew')
      n.equal(completions(n, 'ForgatherPreview '), {})
    end,
  },
  {
    'elsewhere, the commands say what is missing',
    function(n)
      n.start()
      n.feed(':ForgatherPreview<CR>')
      n.wait('there is a message', "return vim.api.nvim_exec2('messages', { output = true }).output:find('go to a template or a configuration first') ~= nil")
    end,
  },
  {
    ':ForgatherSelect: templates are seen through another configuration, and the preview follows',
    function(n)
      n.start()
      n.open('tiny_lm/templates/tiny_lm.yaml')
      n.equal(n.lua("return require('forgather').statusline()"), 'baseline.yaml')
      n.cmd('ForgatherPreview')
      n.wait('the preview is shown', 'return #vim.api.nvim_list_wins() == 2')
      n.cmd('ForgatherSelect no_bias.yaml')
      n.wait('the status says so', "return require('forgather').statusline() == 'no_bias.yaml'")
      n.wait('the preview is the other one', [[
        local buf = vim.api.nvim_win_get_buf(vim.api.nvim_list_wins()[2])
        return vim.api.nvim_buf_get_name(buf):find('no_bias.yaml$') ~= nil
      ]])
      n.equal(n.lua('return #vim.api.nvim_list_wins()'), 2)
      n.lua([[
        vim.ui.select = function(items, options, choose)
          _G.offered = vim.tbl_map(options.format_item, items)
          choose(items[4])
        end
      ]])
      n.cmd('ForgatherSelect')
      n.wait('the status says so', "return require('forgather').statusline() == 'multi_head.yaml'")
      n.equal(n.lua('return _G.offered'), {
        'baseline.yaml (default)',
        'evaluate.yaml',
        'every_tag.yaml (does not use this template)',
        'multi_head.yaml',
        'no_bias.yaml (active)',
      })
    end,
  },
  {
    ':ForgatherTargets lists targets where they are defined, and goes to one',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('ForgatherTargets')
      local list = n.wait('the list is there', [[
        local list = vim.fn.getloclist(0)
        return #list > 0 and vim.tbl_map(function(item)
          return { vim.fs.basename(vim.api.nvim_buf_get_name(item.bufnr)), item.lnum, item.text }
        end, list)
      ]])
      n.equal(list[1], { 'tiny_lm.yaml', 23, 'meta  !singleton:named_dict' })
      n.equal({ list[2][1], list[2][2] }, { 'tiny_lm.yaml', 133 })
      n.cmd('lclose')
      n.cmd('ForgatherTargets main')
      n.wait('the target is shown', "return vim.api.nvim_get_current_line() == 'main: *model'")
    end,
  },
  {
    ':ForgatherCode shows Python that runs, by the options that are given',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('ForgatherCode')
      wait_for_window(n, 'forgather-code://no_bias.yaml/main.py')
      n.equal(n.lua('return vim.bo.filetype'), 'python')
      n.contains(n.text(), 'def construct(')
      n.cmd('ForgatherCode main name=build policy=required')
      n.wait('the options count', "return vim.fn.search('def build(', 'nw') > 0")
      local file = vim.fn.tempname() .. '.py'
      n.cmd('write ' .. file)
      local out = vim.system({ 'python3', '-c', ('import runpy; print(type(runpy.run_path(%q)["build"]()).__name__)'):format(file) }, { text = true }):wait()
      n.equal(out.stdout, 'CausalLM\n', out.stderr)
    end,
  },
  {
    ':ForgatherGraph shows a tree whose lines lead to the templates',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('ForgatherGraph')
      wait_for_window(n, 'forgather-graph://no_bias.yaml/tree')
      n.contains(n.text(), 'CausalLM')
      n.at('attention.py:SingleHeadAttention')
      n.feed('<CR>')
      n.wait('the template is shown', "return vim.api.nvim_buf_get_name(0):find('templates/tiny_lm.yaml$') ~= nil")
      n.contains(n.lua('return vim.api.nvim_get_current_line()'), 'attention_factory')
    end,
  },
  {
    ':ForgatherGraph in other formats, and as a drawing in a file',
    function(n)
      -- The server has graphs drawn by Graphviz, which need not be there: this one draws nothing but what it is given.
      local bin = vim.fn.tempname()
      vim.fn.mkdir(bin, 'p')
      vim.fn.writefile({ '#!/bin/sh', 'echo "<svg>"; cat; echo "</svg>"' }, bin .. '/dot')
      vim.fn.setfperm(bin .. '/dot', 'rwxr-xr-x')
      local path = vim.env.PATH
      vim.env.PATH = bin .. ':' .. path
      n.start()
      vim.env.PATH = path
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('ForgatherGraph yaml')
      wait_for_window(n, 'forgather-graph://no_bias.yaml/yaml')
      n.contains(n.text(), '.define: &model !singleton')
      n.equal(n.lua('return vim.bo.filetype'), 'yaml')
      n.cmd('wincmd p')
      local file = vim.fn.tempname() .. '.svg'
      n.cmd('ForgatherGraph svg ' .. file)
      n.wait('the file is written', "return vim.fn.filereadable(...) == 1", file)
      local drawing = table.concat(vim.fn.readfile(file), '\n')
      n.ok(vim.startswith(drawing, '<svg>'), 'it is what was drawn')
      n.contains(drawing, 'CausalLM')
    end,
  },
  {
    ':ForgatherTemplates opens a template of the project',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('ForgatherTemplates inc/formatting.jinja')
      n.wait('it is open', "return vim.api.nvim_buf_get_name(0):find('inc/formatting.jinja$') ~= nil and vim.bo.filetype == 'forgather'")
    end,
  },
  {
    ':ForgatherHierarchy shows what a template uses and what uses it',
    function(n)
      n.start()
      n.open('tiny_lm/templates/tiny_lm.yaml')
      n.cmd('ForgatherHierarchy')
      n.wait('it is shown', "return vim.api.nvim_buf_get_name(0):find('^forgather%-hierarchy:') ~= nil")
      local text = n.text()
      n.contains(text, '  includes\n    base_directories.yaml')
      n.contains(text, '  imports from\n    formatting.jinja')
      n.contains(text, '  is extended by\n')
      n.at('multi_head.yaml')
      n.feed('<CR>')
      n.wait('it is open', "return vim.api.nvim_buf_get_name(0):find('multi_head.yaml$') ~= nil")
      n.contains(n.lua('return vim.api.nvim_get_current_line()'), 'extends')
    end,
  },
  {
    'modifiers say where windows open',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('tab ForgatherGraph')
      n.wait('there is another tab page', 'return #vim.api.nvim_list_tabpages() == 2')
      n.cmd('tabclose')
      n.cmd('topleft ForgatherPreview')
      n.wait('the preview is shown', 'return #vim.api.nvim_list_wins() == 2')
      n.equal(n.lua('return vim.api.nvim_win_get_position(0)[1] > 0'), true, 'the preview is above')
    end,
  },
  {
    'the status line says what is wrong, and when it changes an event tells',
    function(n)
      n.start()
      n.open('broken/templates/configs/typo.yaml')
      n.wait('the error is counted', "return require('forgather').statusline() == 'typo.yaml E1'")
      n.lua("vim.api.nvim_create_autocmd('User', { pattern = 'ForgatherStatus', callback = function(e) _G.told = e.data.errors end })")
      n.at('hiden_size')
      n.feed('cehidden_size<Esc>')
      n.wait('there is no error left', "return require('forgather').statusline() == 'typo.yaml'")
      n.equal(n.lua('return _G.told'), 0)
      n.cmd("set statusline=%{%v:lua.require'forgather'.statusline()%}")
      n.equal(n.lua("return vim.api.nvim_eval_statusline(vim.o.statusline, {}).str"), 'typo.yaml')
    end,
  },
}
