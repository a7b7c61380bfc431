--- The preview: live, in step with the cursor in both directions, with what is stale and where lines come from.

---Waits for a preview, and gives its window.
local function shown(n, name)
  return n.wait(
    ('the preview of `%s` is shown'):format(name),
    [[
    for _, win in ipairs(vim.api.nvim_list_wins()) do
      local buf = vim.api.nvim_win_get_buf(win)
      local found = vim.api.nvim_buf_get_name(buf)
      if found:find('^forgather%-preview:') and found:find(..., 1, true) and vim.api.nvim_buf_line_count(buf) > 1 then
        return win
      end
    end
  ]],
    name
  )
end

local function open(n, path, name, settings)
  n.start(settings)
  n.open(path)
  n.cmd('ForgatherPreview')
  return shown(n, name or vim.fs.basename(path))
end

local function text_of(n, win)
  return n.text(n.lua('return vim.api.nvim_win_get_buf(...)', win))
end

---Waits until the line at a window's cursor has a text in it.
local function cursor_at(n, win, text)
  n.wait(
    ('the cursor of window %d is at `%s`'):format(win, text),
    [[
    local win, text = ...
    local buf, row = vim.api.nvim_win_get_buf(win), vim.api.nvim_win_get_cursor(win)[1]
    return vim.api.nvim_buf_get_lines(buf, row - 1, row, false)[1]:find(text, 1, true) ~= nil
  ]],
    win,
    text
  )
end

---Waits until a preview's text has a text in it, or no longer.
local function has(n, win, text, not_any_more)
  n.wait(
    ('the preview has%s `%s`'):format(not_any_more and ' no longer' or '', text),
    [[
    local win, text, without = ...
    local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(win), 0, -1, false)
    return (table.concat(lines, '\n'):find(text, 1, true) ~= nil) ~= without
  ]],
    win,
    text,
    not_any_more or false
  )
end

---What a window's bar says.
local bar = "return vim.api.nvim_eval_statusline(vim.wo[...].winbar, { winid = ..., use_winbar = true }).str"

---The virtual texts of a preview, by line from 1.
local notes = [[
  local buf = vim.api.nvim_win_get_buf(...)
  local ns = vim.api.nvim_get_namespaces()['forgather.provenance']
  local found = {}
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buf, ns, 0, -1, { details = true })) do
    local line = vim.api.nvim_buf_get_lines(buf, mark[2], mark[2] + 1, false)[1]
    table.insert(found, { line, (mark[4].virt_text or { { '' } })[1][1], mark[4].line_hl_group or '' })
  end
  return found
]]

return {
  {
    'it is the expanded configuration, beside the template, and the cursor stays where it was',
    function(n)
      local win = open(n, 'tiny_lm/templates/configs/no_bias.yaml')
      local out = vim.system({
        vim.env.FORGATHER_LS, 'pp', '-p', n.path('tiny_lm'), '-t', 'no_bias.yaml',
      }, { text = true }):wait()
      local without_time = function(text)
        return (text:gsub('# Expanded at[^\n]*', ''):gsub('\n*$', ''))
      end
      n.equal(without_time(text_of(n, win)), without_time(out.stdout))
      n.equal(n.lua('return vim.api.nvim_get_current_win() ~= ...', win), true)
      local options = 'local b = vim.bo[vim.api.nvim_win_get_buf(...)] return { b.buftype, b.filetype, b.modifiable, b.buflisted }'
      n.equal(n.lua(options, win), { 'nofile', 'yaml', false, false })
      local position = 'return vim.api.nvim_win_get_position(...)'
      n.ok(n.lua(position, win)[2] > n.lua(position, 0)[2], 'it is to the right')
    end,
  },
  {
    'it changes while the template is typed, before it is written',
    function(n)
      local win = open(n, 'tiny_lm/templates/configs/no_bias.yaml')
      n.at('bias: False')
      n.feed('oscale: 2')
      has(n, win, '    scale: 2')
      n.feed('5')
      has(n, win, '    scale: 25')
      n.feed('<Esc>')
      n.equal(n.lua('return vim.bo.modified'), true)
      n.feed('u')
      has(n, win, 'scale: 2', true)
    end,
  },
  {
    'it changes with a template that the configuration extends',
    function(n)
      local win = open(n, 'tiny_lm/templates/configs/no_bias.yaml')
      n.open('tiny_lm/templates/tiny_lm.yaml')
      n.cmd('%s/default: 8/default: 88/')
      has(n, win, 'name: hidden_size, default: 88')
    end,
  },
  {
    'the cursor of the template moves that of the preview',
    function(n)
      local win = open(n, 'tiny_lm/templates/configs/no_bias.yaml')
      n.at('bias: False')
      cursor_at(n, win, 'bias: False')
      n.open('tiny_lm/templates/tiny_lm.yaml')
      n.at('.define: &layer_stack')
      n.feed('j')
      cursor_at(n, win, 'layer_factory: *layer_factory')
      n.feed('2j')
      cursor_at(n, win, 'post_norm_factory')
    end,
  },
  {
    'the cursor of the preview moves that of the template, into other files, too',
    function(n)
      local win = open(n, 'tiny_lm/templates/configs/no_bias.yaml')
      local template = n.lua('return vim.api.nvim_get_current_win()')
      n.lua('vim.api.nvim_set_current_win(...)', win)
      n.at('bias: False')
      n.feed('l')
      cursor_at(n, template, 'bias: False')
      n.at('num_layers: *num_layers')
      n.feed('l')
      cursor_at(n, template, 'num_layers: *num_layers')
      n.contains(n.lua('return vim.api.nvim_buf_get_name(vim.api.nvim_win_get_buf(...))', template), 'templates/tiny_lm.yaml')
      n.equal(n.lua('return vim.api.nvim_get_current_win()'), win, 'the user stays in the preview')
      n.feed('<CR>')
      n.wait('return leads to the template', 'return vim.api.nvim_get_current_win() == ...', template)
      cursor_at(n, template, 'num_layers: *num_layers')
    end,
  },
  {
    'the cursors follow each other after edits that move lines',
    function(n)
      local win = open(n, 'tiny_lm/templates/configs/no_bias.yaml')
      local template = n.lua('return vim.api.nvim_get_current_win()')
      n.at('    == super()')
      n.feed('O# one<CR># two<CR># three<Esc>')
      n.at('-- set ns.config_name')
      n.feed('O# four<Esc>')
      n.at('bias: False')
      n.feed('Obeta: 1<CR>gamma: 2<Esc>')
      has(n, win, 'gamma: 2')
      cursor_at(n, win, 'gamma: 2')
      n.feed('j')
      cursor_at(n, win, 'bias: False')
      n.lua('vim.api.nvim_set_current_win(...)', win)
      n.at('beta: 1')
      n.feed('l')
      cursor_at(n, template, 'beta: 1')
      n.equal(text_of(n, template):match('gamma: 2\n%s*bias'), 'gamma: 2\n    bias', 'the template is what was typed')
    end,
  },
  {
    'going from one window to the other moves nothing',
    function(n)
      local win = open(n, 'tiny_lm/templates/configs/no_bias.yaml')
      n.open('tiny_lm/templates/tiny_lm.yaml')
      -- In the middle of an expression, of which only the whole can be found again.
      n.at('config_description }}')
      n.feed('5l')
      cursor_at(n, win, '# Attention without bias')
      local before = n.lua('return vim.tbl_map(vim.api.nvim_win_get_cursor, vim.api.nvim_list_wins())')
      for _ = 1, 4 do
        n.feed('<C-w>w')
        vim.wait(250)
      end
      n.equal(n.lua('return vim.tbl_map(vim.api.nvim_win_get_cursor, vim.api.nvim_list_wins())'), before)
    end,
  },
  {
    'columns are right with characters outside of ASCII before them, in both directions',
    function(n)
      local win = open(n, 'odd/templates/configs/characters.yaml')
      local template = n.lua('return vim.api.nvim_get_current_win()')
      n.at('*colour')
      n.feed('l')
      n.wait('the column is that of the text', [[
        local row, column = unpack(vim.api.nvim_win_get_cursor(...))
        local line = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(...), row - 1, row, false)[1]
        return line:sub(column + 1):find('^colour, "3"') ~= nil
      ]], win)
      n.lua('vim.api.nvim_set_current_win(...)', win)
      n.at('ünd 3')
      n.feed('l')
      n.wait('the column is that of the text', [[
        local row, column = unpack(vim.api.nvim_win_get_cursor(...))
        local line = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(...), row - 1, row, false)[1]
        return line:sub(column + 1):find('^nd {{ ns.größe') ~= nil
      ]], template)
    end,
  },
  {
    'it is stale while the configuration is broken, and says so',
    function(n)
      local win = open(n, 'tiny_lm/templates/configs/no_bias.yaml')
      n.at('bias: False')
      n.feed('o{{ ns.nothing }}<Esc>')
      n.wait('the bar says so', "return (" .. bar:gsub('^return ', '') .. "):find(' stale ') ~= nil", win)
      n.contains(text_of(n, win), '# stale: this is the last expansion without errors (no_bias.yaml:13:')
      n.contains(text_of(n, win), '    bias: False')
      local marks = "return #vim.api.nvim_buf_get_extmarks(vim.api.nvim_win_get_buf(...), vim.api.nvim_get_namespaces()['forgather.stale'], 0, -1, {})"
      n.equal(n.lua(marks, win), 1)
      n.feed('u')
      has(n, win, '# stale', true)
      n.equal(n.lua(marks, win), 0)
      n.ok(not n.lua(bar, win):find('stale'), 'the bar says so no longer')
    end,
  },
  {
    'a configuration that was broken from the start is shown as far as it goes',
    function(n)
      local win = open(n, 'broken/templates/configs/typo.yaml')
      n.contains(n.lua(bar, win), ' incomplete ')
      n.contains(text_of(n, win), '__undefined__')
    end,
  },
  {
    'virtual text says where lines come from, and what is the configuration\'s own stands out',
    function(n)
      local win = open(n, 'tiny_lm/templates/configs/no_bias.yaml')
      local by_line = {}
      for _, note in ipairs(n.lua(notes, win)) do
        by_line[note[1]] = { note[2], note[3] }
      end
      n.equal(by_line['    bias: False'], { '  ← configs/no_bias.yaml [attention_factory]', 'ForgatherOwn' })
      n.equal(by_line['.define: &hidden_size !var { name: hidden_size, default: 8 }'], { '  ← tiny_lm.yaml [sizes]', '' })
      n.equal(by_line['.define: &num_layers !var { name: num_layers, default: 2 }'], nil, 'once for lines from one place')
      n.lua('vim.api.nvim_set_current_win(...)', win)
      n.feed('gp')
      n.wait('the texts are gone', 'return vim.iter((function(...) ' .. notes .. ' end)(...)):all(function(n) return n[2] == "" end)', win)
      n.feed('gp')
      n.wait('and back', 'return vim.iter((function(...) ' .. notes .. ' end)(...)):any(function(n) return n[2] ~= "" end)', win)
    end,
  },
  {
    'the bar says what the line at the cursor comes from',
    function(n)
      local win = open(n, 'tiny_lm/templates/configs/no_bias.yaml')
      n.at('bias: False')
      cursor_at(n, win, 'bias: False')
      n.contains(n.lua(bar, win), 'configs/no_bias.yaml:12 [attention_factory]')
    end,
  },
  {
    'it follows the configuration that is entered; a template of the one that is shown changes nothing',
    function(n)
      open(n, 'tiny_lm/templates/configs/no_bias.yaml')
      n.open('tiny_lm/templates/tiny_lm.yaml')
      n.at('.define: &hidden_size')
      vim.wait(300)
      shown(n, 'no_bias.yaml')
      n.open('tiny_lm/templates/configs/multi_head.yaml')
      shown(n, 'multi_head.yaml')
      n.equal(n.lua('return #vim.api.nvim_tabpage_list_wins(0)'), 2)
    end,
  },
  {
    'what is asked for by name stays, whatever is entered',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.cmd('ForgatherPreview baseline.yaml')
      local win = shown(n, 'baseline.yaml')
      n.open('tiny_lm/templates/configs/multi_head.yaml')
      n.cmd('ForgatherPreview')
      shown(n, 'multi_head.yaml')
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      shown(n, 'no_bias.yaml')
      n.contains(n.lua('return vim.api.nvim_buf_get_name(vim.api.nvim_win_get_buf(...))', win), 'baseline.yaml')
      n.equal(n.lua('return #vim.api.nvim_tabpage_list_wins(0)'), 3)
    end,
  },
  {
    'a preview can be edited by its name, as a session does that is restored',
    function(n)
      n.start()
      n.cmd('edit forgather-preview://' .. n.path('tiny_lm/templates/configs/no_bias.yaml'))
      n.wait('it is filled', "return (vim.api.nvim_buf_get_lines(0, 1, 2, false)[1] or ''):find('No Bias') ~= nil")
      n.equal(n.lua('return { vim.bo.filetype, vim.bo.modifiable }'), { 'yaml', false })
    end,
  },
  {
    'with the option `preview.sync` off, nothing moves',
    function(n)
      local win = open(n, 'tiny_lm/templates/configs/no_bias.yaml', nil, { preview = { sync = false } })
      n.at('bias: False')
      n.feed('l')
      vim.wait(400)
      n.equal(n.lua('return vim.api.nvim_win_get_cursor(...)[1]', win), 1)
    end,
  },
  {
    'with the option `preview.follow` off, other templates are not put into windows',
    function(n)
      local win = open(n, 'tiny_lm/templates/configs/no_bias.yaml', nil, { preview = { follow = false } })
      local template = n.lua('return vim.api.nvim_get_current_win()')
      n.lua('vim.api.nvim_set_current_win(...)', win)
      n.at('num_layers: *num_layers')
      n.feed('l')
      vim.wait(400)
      n.contains(n.lua('return vim.api.nvim_buf_get_name(vim.api.nvim_win_get_buf(...))', template), 'no_bias.yaml')
      n.feed('gd')
      n.wait('asked for, it is shown', "return vim.api.nvim_buf_get_name(0):find('templates/tiny_lm.yaml') ~= nil")
      n.equal(n.here()[3], 'um_layers: *num_layers')
    end,
  },
}
