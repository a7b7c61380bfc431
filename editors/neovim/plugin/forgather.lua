-- Nothing here loads the plugin: that is left to the first document of Forgather's, and to the commands.

if vim.g.loaded_forgather then
  return
end
vim.g.loaded_forgather = true

if vim.fn.has('nvim-0.10') == 0 then
  vim.api.nvim_echo({ { 'forgather: Neovim 0.10 or newer is needed', 'WarningMsg' } }, true, {})
  return
end

local group = vim.api.nvim_create_augroup('forgather', {})

local detects = false

local function detect()
  if detects then
    return
  end
  detects = true
  local how = {
    function(path, buf)
      return require('forgather.filetype').detect(path, buf)
    end,
    -- Before what Neovim has for names such as `compose.yaml`; a pattern of the user's own may be before this one.
    { priority = 1 },
  }
  vim.filetype.add({ pattern = { ['.*%.ya?ml'] = how, ['.*%.jinja2?'] = how, ['.*%.j2'] = how } })
end

-- Neovim's table of filetypes is large: who starts without a file need not wait for it.
if vim.fn.argc() > 0 or vim.v.vim_did_enter == 1 then
  detect()
else
  vim.api.nvim_create_autocmd({ 'BufNew', 'BufReadPre' }, {
    group = group,
    pattern = { '*.yaml', '*.yml', '*.jinja', '*.jinja2', '*.j2' },
    desc = 'Detect documents of Forgather',
    callback = detect,
  })
end

vim.api.nvim_create_autocmd('FileType', {
  group = group,
  pattern = { 'forgather', 'yaml' },
  desc = 'Start the server for documents of Forgather',
  callback = function(event)
    -- YAML is served where the user wants filetypes left alone. Who has set nothing does not want that.
    local has_options = vim.g.forgather or package.loaded['forgather.options']
    if event.match == 'forgather' or (has_options and not require('forgather.options').get().filetype) then
      require('forgather.server').filetype_set(event.buf)
    end
  end,
})

vim.api.nvim_create_autocmd('BufReadCmd', {
  group = group,
  pattern = 'forgather-preview://*',
  desc = 'Read the preview of a configuration',
  callback = function(event)
    require('forgather.preview').read(event.buf, event.match)
  end,
})

---@param name string
---@param options vim.api.keyset.user_command
local function command(name, options)
  local run = 'run_' .. name:lower()
  if options.nargs ~= 0 then
    options.complete = function(lead, line, at)
      return require('forgather.command').complete(name:lower(), lead, line, at)
    end
  end
  vim.api.nvim_create_user_command('Forgather' .. name, function(call)
    require('forgather.command')[run](call)
  end, options)
end

-- Loaded late: documents are open already.
if vim.v.vim_did_enter == 1 then
  for _, buf in ipairs(vim.api.nvim_list_bufs()) do
    local name = vim.api.nvim_buf_get_name(buf)
    if vim.api.nvim_buf_is_loaded(buf) and (name:find('%.ya?ml$') or name:find('%.jinja2?$') or name:find('%.j2$')) then
      local filetype = vim.filetype.match({ buf = buf })
      if filetype == 'forgather' then
        vim.bo[buf].filetype = filetype
      end
    end
  end
end

command('Preview', { nargs = '?', desc = 'Show the expanded configuration beside the templates' })
command('Materialize', { nargs = '*', bang = true, desc = 'Construct a target in Python' })
command('Cancel', { nargs = 0, desc = 'Call off what is being constructed' })
command('Code', { nargs = '*', desc = 'Show Python that constructs a target' })
command('Graph', { nargs = '*', desc = 'Show the node graph' })
command('Select', { nargs = '?', desc = 'Choose the configuration that templates are seen through' })
command('Targets', { nargs = '?', desc = 'List the targets of the configuration, or go to one' })
command('Templates', { nargs = '?', desc = 'Choose a template of the project, and open it' })
command('Hierarchy', { nargs = 0, desc = 'Show what the template extends and uses, and what uses it' })
command('Restart', { nargs = '?', desc = 'Start the server, or its Python session, anew' })
