-- Captures at places, folds and queries in Neovim; prints what is wrong, and `done`.

local function say(text)
  io.stdout:write(text, '\n')
end

vim.opt.runtimepath:prepend(vim.env.RUNTIME)
vim.treesitter.language.add('forgather')

for _, name in ipairs({ 'highlights', 'folds', 'indents', 'injections', 'locals', 'textobjects' }) do
  local ok, query = pcall(vim.treesitter.query.get, 'forgather', name)
  if not ok or not query then
    say(('the query %s cannot be read: %s'):format(name, query))
  end
end

local places = vim.json.decode(io.open(vim.env.PLACES):read('*a'))
local opened
for _, place in ipairs(places) do
  if opened ~= place.file then
    opened = place.file
    vim.cmd.edit(vim.fn.fnameescape(place.file))
    vim.treesitter.start(0, 'forgather')
    vim.treesitter.get_parser(0, 'forgather'):parse(true)
  end
  for _, column in ipairs({ place.column, place.column + #place.piece - 1 }) do
    local captures = vim.treesitter.get_captures_at_pos(0, place.line, column)
    local names = vim.tbl_filter(function(name)
      return name ~= 'spell'
    end, vim.tbl_map(function(capture)
      return capture.capture
    end, captures))
    -- The last is what shows.
    if names[#names] ~= place.capture then
      say(('%s:%d: `%s` is to be %s, shown as %s'):format(
        place.file, place.line + 1, place.piece, place.capture, vim.inspect(names)))
      break
    end
  end
end

-- Folds, of the first file that has a section with an entry below it.
local lines = {
  '-- block a', 'main:', '    x: 1', '    y:', '        - 1', '-- endblock', '', '[b]', 'c: 1', '#---- t ----', '[d]', 'e: 2',
}
vim.cmd.enew()
vim.api.nvim_buf_set_lines(0, 0, -1, false, lines)
vim.treesitter.start(0, 'forgather')
vim.wo.foldmethod = 'expr'
vim.wo.foldexpr = 'v:lua.vim.treesitter.foldexpr()'
local expected = { 1, 2, 2, 3, 3, 1, 0, 1, 1, 1, 2, 2 }
local levels
vim.wait(10000, function()
  levels = {}
  for line = 1, #lines do
    levels[line] = vim.fn.foldlevel(line)
  end
  return vim.deep_equal(levels, expected)
end, 20)
if not vim.deep_equal(levels, expected) then
  say('folds are ' .. vim.inspect(levels) .. ', not ' .. vim.inspect(expected))
end

say('done')
