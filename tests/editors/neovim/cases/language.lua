--- What Neovim's own client does with the server: diagnostics, hover, definition, rename, completion, across files and with characters
--- before a position that UTF-8 and UTF-16 count differently.

---The text of the floating window, once there is one.
local float = [[
  for _, win in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(win).relative ~= '' then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(win), 0, -1, false), '\n')
    end
  end
]]

local function errors(n, path)
  return n.wait(
    'there are diagnostics',
    [[
    local buf = vim.fn.bufnr(...)
    local found = buf > 0 and vim.diagnostic.get(buf, { severity = vim.diagnostic.severity.ERROR }) or {}
    return #found > 0 and vim.tbl_map(function(d)
      return { d.lnum, d.col, d.end_col, d.code, d.message }
    end, found)
  ]],
    n.path(path)
  )
end

return {
  {
    'positions are in UTF-16 with 0.10 and in UTF-8 with 0.11 and newer',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      local expected = n.lua("return vim.fn.has('nvim-0.11') == 1") and 'utf-8' or 'utf-16'
      n.equal(n.lua('return vim.lsp.get_clients({ bufnr = 0 })[1].offset_encoding'), expected)
    end,
  },
  {
    'an error is shown at the template text that caused it, with a repair that Neovim offers',
    function(n)
      n.start()
      n.open('broken/templates/configs/typo.yaml')
      local found = errors(n, 'broken/templates/configs/typo.yaml')[1]
      n.equal({ found[1], found[2], found[4] }, { 5, 12, 'undefined-variable' })
      n.contains(found[5], 'did you mean `ns.hidden_size`?')
      n.at('hiden_size')
      n.lua([[vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.isPreferred end })]])
      n.wait('the repair is made', "return vim.api.nvim_get_current_line() == '    eps: {{ ns.hidden_size }}'")
      n.wait('the error is gone', 'return #vim.diagnostic.get(0, { severity = 1 }) == 0')
    end,
  },
  {
    'errors of files that are not open are known, too',
    function(n)
      n.start()
      n.open('broken/templates/configs/typo.yaml')
      local found = errors(n, 'broken/templates/configs/undefined_alias.yaml')[1]
      n.equal({ found[1], found[4] }, { 5, 'undefined-alias' })
    end,
  },
  {
    'an edit of one template changes what is shown of another',
    function(n)
      n.start()
      n.open('broken/templates/configs/typo.yaml')
      errors(n, 'broken/templates/configs/typo.yaml')
      n.cmd('split ' .. n.path('broken/templates/parts.yaml'))
      n.wait('it is served', "return require('forgather').statusline() ~= ''")
      n.at('-- set ns.hidden_size')
      n.feed('O-- set ns.hiden_size = 8<Esc>')
      local left = 'return #vim.diagnostic.get(vim.fn.bufnr(...), { severity = 1 }) == 0'
      n.wait('the error of the other file is gone', left, n.path('broken/templates/configs/typo.yaml'))
      n.feed('u')
      errors(n, 'broken/templates/configs/typo.yaml')
    end,
  },
  {
    'columns of diagnostics are right behind characters outside of ASCII',
    function(n)
      n.start()
      n.open('odd/templates/configs/characters.yaml')
      n.cmd('%s/\\*colour/*color/')
      local found = errors(n, 'odd/templates/configs/characters.yaml')[1]
      n.equal(found[4], 'undefined-alias')
      local line = n.lua('return vim.api.nvim_buf_get_lines(0, ..., ... + 1, false)[1]', found[1])
      n.contains(line:sub(found[2] + 1, found[3]), 'color')
      n.equal(line:sub(found[2] + 1, found[3]):gsub('^%*', ''), 'color')
    end,
  },
  {
    'hover says what a value is and who set it',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.at('config_name')
      n.lua('vim.lsp.buf.hover()')
      n.contains(n.wait('there is a hover', float), 'No Bias')
    end,
  },
  {
    'hover behind characters outside of ASCII is about what is at the cursor',
    function(n)
      n.start()
      n.open('odd/templates/configs/characters.yaml')
      n.at('größe')
      n.lua('vim.lsp.buf.hover()')
      n.contains(n.wait('there is a hover', float), '3')
    end,
  },
  {
    'definition leads to another file: from a block to the block that it overrides',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.at('attention_factory')
      n.lua('vim.lsp.buf.definition()')
      n.wait('the other file is shown', "return vim.api.nvim_buf_get_name(0):match('templates/tiny_lm.yaml$')")
      local here = n.here()
      n.equal({ here[1], here[3] }, { 'tiny_lm/templates/tiny_lm.yaml', 'attention_factory' })
    end,
  },
  {
    'definition across files, with characters outside of ASCII before both ends',
    function(n)
      n.start()
      n.open('odd/templates/configs/characters.yaml')
      n.at('*colour')
      n.feed('l')
      n.lua('vim.lsp.buf.definition()')
      n.wait('the other file is shown', "return vim.api.nvim_buf_get_name(0):match('templates/characters.yaml$')")
      n.contains(n.here()[3], 'colour !call:dict')
    end,
  },
  {
    'rename of an anchor reaches all files, and the right columns of lines with characters outside of ASCII',
    function(n)
      n.start()
      n.open('odd/templates/configs/characters.yaml')
      n.at('*colour')
      n.feed('l')
      n.lua("vim.lsp.buf.rename('hue')")
      n.wait('it is renamed here', "return vim.fn.search('\\\\*hue, ', 'nw') > 0")
      n.equal(n.text():match('other:[^\n]*'), 'other: [ "🎉🎉", *hue, "{{ ns.größe }}" ]')
      local base = n.text(n.lua('return vim.fn.bufnr(...)', n.path('odd/templates/characters.yaml')))
      n.contains(base, '.define: &hue !call:dict { été: "🎉", größe: 1 }')
      n.contains(base, 'main: [ "🎉 ü", *hue ]')
    end,
  },
  {
    'rename of a block reaches the templates that override it',
    function(n)
      n.start()
      n.open('tiny_lm/templates/tiny_lm.yaml')
      n.at('block attention_factory')
      n.feed('w')
      n.lua("vim.lsp.buf.rename('attention')")
      n.wait('it is renamed here', "return vim.fn.search('block attention$', 'nw') > 0")
      local child = n.text(n.lua('return vim.fn.bufnr(...)', n.path('tiny_lm/templates/configs/no_bias.yaml')))
      n.contains(child, '[attention]')
    end,
  },
  {
    'completion offers what there is: variables behind a dot, also behind characters outside of ASCII',
    function(n)
      n.start()
      n.open('odd/templates/configs/characters.yaml')
      n.at('"🎉🎉", *colour')
      n.feed('O# 🎉 ünd {{ ns.gr<C-x><C-o>')
      n.wait('the one that fits is there', "return vim.fn.pumvisible() == 1 or vim.api.nvim_get_current_line():find('größe')")
      n.feed('<C-y><Esc>')
      n.wait('it is inserted at the right place', "return vim.api.nvim_get_current_line():match('^%s*(.*)') == '# 🎉 ünd {{ ns.größe'")
    end,
  },
  {
    'completion offers templates, and blocks of the parent',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.at("tiny_lm.yaml'")
      n.feed("C<C-x><C-o>")
      local words = n.wait('there is a menu', "return vim.fn.pumvisible() == 1 and vim.tbl_map(function(i) return i.word end, vim.fn.complete_info({ 'items' }).items)")
      n.ok(vim.iter(words):any(function(word) return word:find('evaluation.yaml', 1, true) end), 'templates are offered')
      n.feed('<C-e><Esc>u')
      n.feed('Go[a<C-x><C-o>')
      n.wait('the only block that fits is inserted', "return vim.api.nvim_get_current_line():find('[activation', 1, true)")
    end,
  },
  {
    'semantic tokens, whose own types have a look of their own',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.at('attention_factory')
      n.wait('the block is told', [[
        for _, token in ipairs(vim.lsp.semantic_tokens.get_at_pos(0) or {}) do
          if token.type == 'block' then return true end
        end
      ]])
      n.ok(n.lua("return vim.tbl_isempty(vim.api.nvim_get_hl(0, { name = '@lsp.type.block.forgather' })) == false"), 'it has a look')
      n.cmd('colorscheme blue')
      n.ok(n.lua("return vim.tbl_isempty(vim.api.nvim_get_hl(0, { name = '@lsp.type.block.forgather' })) == false"), 'also in another scheme')
    end,
  },
  {
    'lenses: shown if asked for, and they do what they say',
    function(n)
      n.start({ codelens = true })
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.wait('there are lenses', 'local l = vim.lsp.codelens.get(vim.fn.has("nvim-0.12") == 1 and { bufnr = 0 } or 0) return #l > 0')
      n.lua([[
        vim.ui.select = function(items, _, choose)
          for _, item in ipairs(items) do
            local command = (item.lens or item).command or item.command
            if command and command.title:find('Preview') then return choose(item) end
          end
        end
      ]])
      n.cmd('1')
      n.lua('vim.lsp.codelens.run()')
      n.wait('the preview is shown', [[
        for _, win in ipairs(vim.api.nvim_list_wins()) do
          if vim.api.nvim_buf_get_name(vim.api.nvim_win_get_buf(win)):find('^forgather%-preview:') then return true end
        end
      ]])
    end,
  },
}
