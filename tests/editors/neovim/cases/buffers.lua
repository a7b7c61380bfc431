--- Templates' buffers: settings, indentation, folds, motions, text objects, and what takes them away.

return {
  {
    'comments are those that vanish, and indentation is four blanks',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.at('bias: False')
      n.feed('gcc')
      n.wait('the line is a comment', "return vim.api.nvim_get_current_line() == '    ## bias: False'")
      n.feed('gcc>>')
      n.wait('it is indented', "return vim.api.nvim_get_current_line() == '        bias: False'")
    end,
  },
  {
    'new lines are indented below keys and heads of blocks, and ends go back to their beginning',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.feed('Go<C-u>[model]<CR>== super()<CR>inner:<CR>deeper: 1<CR>-- for i in [1]:<CR>x: 1<CR>-- endfor<Esc>')
      n.wait('it is typed', "return vim.api.nvim_get_current_line():find('endfor') ~= nil")
      n.equal(n.text():match('%[model%].*'), table.concat({
        '[model]',
        '    == super()',
        '    inner:',
        '        deeper: 1',
        '        -- for i in [1]:',
        '            x: 1',
        '        -- endfor',
      }, '\n'))
    end,
  },
  {
    'a line below a value with a tag is not indented, below one with a tag alone it is',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.feed('Go<C-u>.define: &a !call:dict<CR>key: 1<CR>other: [ 1 ]<CR>third: 2<Esc>')
      n.wait('it is typed', "return vim.api.nvim_get_current_line():find('third') ~= nil")
      n.equal(n.text():match('%.define.*'), '.define: &a !call:dict\n    key: 1\n    other: [ 1 ]\n    third: 2')
    end,
  },
  {
    'motions go from block to block',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/evaluate.yaml')
      n.feed('gg]]')
      n.wait('the first', "return vim.api.nvim_get_current_line() == '[config]'")
      n.feed('3]]')
      n.wait('the marker', "return vim.api.nvim_get_current_line():find('^#%-%-%-') ~= nil")
      n.feed('[[')
      n.wait('the one before', "return vim.api.nvim_get_current_line() == '[texts]'")
    end,
  },
  {
    'text objects are blocks and sub-templates, and their insides',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/evaluate.yaml')
      n.at('greeting: null')
      n.feed('dik')
      n.wait('the body is gone', "return vim.fn.search('greeting', 'nw') == 0")
      n.contains(n.text(), '[texts]\n')
      n.feed('u')
      n.at('greeting: null')
      n.feed('dak')
      n.wait('the block is gone', "return vim.fn.search('texts', 'nw') == 0 or vim.fn.search('^\\\\[texts\\\\]', 'nw') == 0")
      n.contains(n.text(), '[model]')
      n.feed('u')
      n.at('[activation]')
      n.feed('vaT<Esc>')
      n.wait('the selection is the sub-template', "return vim.fn.getline(\"'<\"):find('evaluate.model', 1, true) ~= nil and vim.fn.line(\"'>\") == vim.fn.line('$')")
      n.open('tiny_lm/templates/tiny_lm.yaml')
      n.at('d_model: *hidden_size')
      n.feed('yik')
      n.wait('the body is copied', "return vim.fn.getreg('\"'):find('^%.define: &norm_factory') ~= nil")
      n.equal(#vim.split(n.lua("return vim.fn.getreg('\"')"), '\n'), 3)
    end,
  },
  {
    'folds are those of the server',
    function(n)
      n.start()
      n.open('tiny_lm/templates/tiny_lm.yaml')
      n.at('-- block norm_factory')
      n.wait('there is a fold', "vim.cmd('normal! zx') return vim.fn.foldlevel('.') > 0")
      n.feed('zc')
      n.wait('it is closed', "return vim.fn.foldclosed('.') > 0")
      n.equal(n.lua("return vim.fn.getline(vim.fn.foldclosedend('.') + 1)"), '<< endblock norm_factory')
    end,
    needs = 'nvim-0.11',
  },
  {
    'another filetype leaves nothing behind',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('set filetype=text')
      n.equal(n.lua("return { vim.fn.maparg(']]', 'n', false, true).buffer or 0, vim.bo.shiftwidth, vim.bo.indentexpr }"), { 0, 8, '' })
    end,
  },
  {
    ':checkhealth says that all is well, or what is not',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('checkhealth forgather')
      local text = n.text()
      n.contains(text, 'forgather-ls 0.')
      n.contains(text, 'knows 10 configurations')
      n.ok(not text:find('ERROR'), 'there is no error')
      n.kill()
      n.start({ cmd = { '/nowhere/forgather-ls' }, colour = 'blue', preview = { sync = 'no' } })
      n.cmd('checkhealth forgather')
      text = n.text()
      n.contains(text, '`/nowhere/forgather-ls` cannot be run')
      n.contains(text, 'there is no option `colour`')
      n.contains(text, 'option `preview.sync` is a boolean, not a string')
    end,
  },
  {
    'every tag of the help can be reached, and every command and option has one',
    function(n)
      n.start()
      local copy = vim.fn.tempname()
      vim.fn.mkdir(copy, 'p')
      vim.fn.system({ 'cp', '-r', vim.env.FORGATHER_PLUGIN .. '/doc', copy })
      n.cmd('set runtimepath^=' .. copy)
      n.cmd('helptags ' .. copy .. '/doc')
      local commands = n.lua([[
        return vim.tbl_filter(function(name) return vim.startswith(name, 'Forgather') end, vim.tbl_keys(vim.api.nvim_get_commands({})))
      ]])
      n.ok(#commands >= 10, 'there are commands')
      for _, command in ipairs(commands) do
        n.cmd('help :' .. command)
      end
      for _, tag in ipairs({ 'forgather', 'forgather-options', 'forgather-statusline', 'forgather-preview-keys', 'forgather-textobjects' }) do
        n.cmd('help ' .. tag)
      end
    end,
  },
}
