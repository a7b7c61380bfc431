--- Installing the plugin as its README says, and what it costs who does not use it.

---The parts of the README that are code.
---@param language string
---@param part string
---@return string
local function from_readme(language, part)
  local text = table.concat(vim.fn.readfile(vim.env.FORGATHER_PLUGIN .. '/README.md'), '\n')
  for block in text:gmatch('```' .. language .. '\n(.-)\n```') do
    if block:find(part, 1, true) then
      return block
    end
  end
  error(('the README has no `%s` with `%s`'):format(language, part))
end

---A repository that has the plugin where ours has it.
---@return string
local function repository()
  local dir = vim.fn.tempname()
  vim.fn.mkdir(dir .. '/editors', 'p')
  vim.fn.system({ 'cp', '-r', vim.env.FORGATHER_PLUGIN, dir .. '/editors/neovim' })
  -- At the root there is what no one may take for the plugin.
  vim.fn.mkdir(dir .. '/plugin', 'p')
  local git = { 'git', '-C', dir, '-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'init.defaultBranch=main' }
  for _, arguments in ipairs({ { 'init', '-q' }, { 'add', '-A' }, { 'commit', '-q', '-m', 'The plugin' } }) do
    local done = vim.system(vim.list_extend(vim.deepcopy(git), arguments), { text = true }):wait()
    assert(done.code == 0, done.stderr)
  end
  return dir
end

---@param code string
---@return string
local function init(code)
  local file = vim.fn.tempname() .. '.lua'
  vim.fn.writefile(vim.split("vim.g.forgather = vim.json.decode(vim.env.FORGATHER_OPTIONS)\n" .. code, '\n'), file)
  return file
end

local function works(n)
  n.open('tiny_lm/templates/configs/no_bias.yaml')
  n.equal(n.lua("return require('forgather').statusline()"), 'no_bias.yaml')
  n.cmd('ForgatherPreview')
  n.wait('the preview is shown', 'return #vim.api.nvim_list_wins() == 2')
end

return {
  {
    'by hand, as the README says',
    function(n)
      local home = vim.fn.tempname()
      vim.fn.mkdir(home, 'p')
      local lines = from_readme('sh', 'pack/forgather/start')
      lines = lines:gsub('git clone (%S+)', function()
        return ('git clone -q file://%s forgather-ls'):format(repository())
      end):gsub('nvim ', vim.pesc(vim.env.NVIM_TESTED):gsub('%%', '') .. ' ')
      local done = vim.system({ 'sh', '-ec', lines }, {
        cwd = home,
        text = true,
        env = { HOME = home, XDG_DATA_HOME = home .. '/.local/share' },
      }):wait()
      n.equal(done.code, 0, done.stderr)
      local before = vim.env.XDG_DATA_HOME
      vim.env.XDG_DATA_HOME = home .. '/.local/share'
      n.start({}, {}, init(''))
      vim.env.XDG_DATA_HOME = before
      works(n)
      n.cmd('help :ForgatherPreview')
    end,
  },
  {
    'by vim.pack, as the README says',
    function(n)
      local data = vim.fn.tempname()
      local code = from_readme('lua', 'vim.pack.add')
      code = code:gsub('https://[^\']+', function()
        return 'file://' .. repository()
      end):gsub('load = ', 'confirm = false,\n  load = ')
      local before = { vim.env.XDG_DATA_HOME, vim.env.XDG_CONFIG_HOME }
      vim.env.XDG_DATA_HOME, vim.env.XDG_CONFIG_HOME = data, data
      n.start({}, {}, init(code))
      vim.env.XDG_DATA_HOME, vim.env.XDG_CONFIG_HOME = unpack(before)
      works(n)
    end,
    needs = 'nvim-0.12',
  },
  {
    'by the lines that lazy.nvim runs, as the README says',
    function(n)
      local code = ('local spec = %s\nspec.build({ dir = %q })\nspec.config({ dir = %q })'):format(
        from_readme('lua', 'config = function(plugin)'), repository(), repository())
      n.start({}, {}, init(code))
      works(n)
    end,
  },
  {
    'loaded after Neovim has started, for documents that are open already, too',
    function(n)
      n.start({}, {}, init(''))
      n.cmd('edit ' .. n.path('tiny_lm/templates/configs/baseline.yaml'))
      n.cmd('set runtimepath+=' .. vim.env.FORGATHER_PLUGIN)
      n.cmd('runtime plugin/forgather.lua')
      n.wait('it is served', "return vim.bo.filetype == 'forgather' and require('forgather').statusline() == 'baseline.yaml'")
      works(n)
    end,
  },
  {
    'who opens no document of Forgather loads nothing of it, not even the client',
    function(n)
      n.start()
      local loaded = [[
        return vim.tbl_filter(function(name)
          return vim.startswith(name, 'forgather') or name == 'vim.lsp'
        end, vim.tbl_keys(package.loaded))
      ]]
      n.equal(n.lua(loaded), {})
      n.cmd('edit ' .. n.path('README.md'))
      n.equal(n.lua(loaded), {})
    end,
  },
}
