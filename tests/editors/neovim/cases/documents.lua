--- Which documents are Forgather's, and how the server is started for them.

local function filetype(n)
  return n.lua('return vim.bo.filetype')
end

---The servers that run, however they were started.
local clients = 'return vim.tbl_map(function(c) return c.root_dir end, vim.lsp.get_clients({ name = "forgather" }))'

return {
  {
    'a configuration and a template are of filetype forgather, and one server serves both',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.equal(filetype(n), 'forgather')
      n.open('tiny_lm/templates/tiny_lm.yaml')
      n.equal(filetype(n), 'forgather')
      n.equal(n.lua(clients), { vim.env.PROJECTS })
    end,
  },
  {
    'a document named on the command line is served',
    function(n)
      n.start({}, { n.path('tiny_lm/templates/configs/no_bias.yaml') })
      n.wait('the document is served', "return require('forgather').statusline() == 'no_bias.yaml'")
      n.equal(n.lua(clients), { vim.env.PROJECTS })
    end,
  },
  {
    'a template that is not called .yaml is of filetype forgather once the server has said so',
    function(n)
      n.start()
      n.cmd('edit ' .. n.path('forgather_workspace/inc/formatting.jinja'))
      n.wait('it is', "return vim.bo.filetype == 'forgather'")
    end,
  },
  {
    'plain YAML stays YAML: elsewhere without a server, in a workspace after asking',
    function(n)
      n.start()
      local elsewhere = vim.fn.tempname()
      vim.fn.mkdir(elsewhere, 'p')
      vim.fn.writefile({ 'a: 1' }, elsewhere .. '/plain.yaml')
      n.cmd('edit ' .. elsewhere .. '/plain.yaml')
      n.equal(filetype(n), 'yaml')
      n.equal(n.lua("return package.loaded['forgather.server'] == nil and #vim.lsp.get_clients()"), 0)
      vim.fn.writefile({ 'a: 1' }, n.path('tiny_lm/data.yaml'))
      n.cmd('edit ' .. n.path('tiny_lm/data.yaml'))
      n.wait('the server has said that it is plain', "return vim.bo.filetype == 'yaml'")
      n.wait('nothing serves it', 'return #vim.lsp.get_clients({ bufnr = 0 }) == 0')
      n.open('tiny_lm/templates/tiny_lm.yaml')
      n.cmd('edit ' .. n.path('tiny_lm/data.yaml'))
      n.equal(filetype(n), 'yaml', 'what is known is not asked again')
    end,
  },
  {
    'a server that was started only to be asked is ended',
    function(n)
      n.start()
      local recipe = vim.fn.tempname()
      vim.fn.mkdir(recipe, 'p')
      vim.fn.writefile({ '{% set name = "x" %}', 'package:', '  name: {{ name }}' }, recipe .. '/meta.yaml')
      vim.fn.writefile({ 'a: 1' }, recipe .. '/plain.yaml')
      n.cmd('edit ' .. recipe .. '/plain.yaml')
      n.equal(filetype(n), 'yaml')
      n.wait('a server was asked', 'return #vim.lsp.get_clients({ name = "forgather" }) == 1')
      n.wait('it is ended', 'return #vim.lsp.get_clients({ name = "forgather" }) == 0')
      n.equal(filetype(n), 'yaml')
    end,
  },
  {
    'a file yet to be written is asked about when it is',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.open('tiny_lm/templates/configs/new.yaml')
      n.equal(filetype(n), 'forgather')
      n.lua("vim.api.nvim_buf_set_lines(0, 0, -1, false, { \"-- extends 'tiny_lm.yaml'\" })")
      n.cmd('write')
      n.wait('it is a configuration', "local s = require('forgather').status() return s and s.configuration and s.configuration.name == 'new.yaml'")
      n.equal(filetype(n), 'forgather')
    end,
  },
  {
    'with the option `filetype` off, filetypes are left alone, and YAML of projects is served',
    function(n)
      n.start({ filetype = false })
      n.cmd('edit ' .. n.path('tiny_lm/templates/configs/no_bias.yaml'))
      n.equal(filetype(n), 'yaml')
      n.wait('it is served', "return require('forgather').statusline() == 'no_bias.yaml'")
      local elsewhere = vim.fn.tempname() .. '.yaml'
      vim.fn.writefile({ 'a: 1' }, elsewhere)
      n.cmd('edit ' .. elsewhere)
      n.equal(n.lua('return #vim.lsp.get_clients({ bufnr = 0 })'), 0)
    end,
  },
  {
    'with the option `lsp` off, nothing is started',
    function(n)
      n.start({ lsp = false })
      n.cmd('edit ' .. n.path('tiny_lm/templates/configs/no_bias.yaml'))
      n.equal(filetype(n), 'forgather')
      vim.wait(300)
      n.equal(n.lua('return #vim.lsp.get_clients()'), 0)
    end,
  },
  {
    'a template outside of every project is served by the server whose projects use it',
    function(n)
      n.start()
      local shared = vim.fn.tempname()
      vim.fn.mkdir(shared, 'p')
      shared = vim.uv.fs_realpath(shared)
      vim.fn.rename(n.path('tiny_lm/templates/evaluation.yaml'), shared .. '/evaluation.yaml')
      vim.fn.writefile({
        '-- extends "meta_defaults.yaml"',
        '[searchdir]',
        '    == super()',
        ('    - "%s"'):format(shared),
        '[project]',
        'name: "Tiny LM"',
        'default_config: "baseline.yaml"',
      }, n.path('tiny_lm/meta.yaml'))
      n.open('tiny_lm/templates/configs/evaluate.yaml')
      n.at("evaluation.yaml'")
      n.lua('vim.lsp.buf.definition()')
      n.wait('the template is shown', 'return vim.api.nvim_buf_get_name(0) == ...', shared .. '/evaluation.yaml')
      n.wait('it is served', "return require('forgather').statusline() == 'evaluate.yaml'")
      n.equal(filetype(n), 'forgather')
      n.equal(n.lua(clients), { vim.env.PROJECTS })
      n.cmd('ForgatherRestart')
      n.wait('another server serves both', [[
        local client = vim.lsp.get_clients({ name = 'forgather', bufnr = 0 })[1]
        return client and client.id > 1 and #vim.tbl_keys(client.attached_buffers) == 2
      ]])
      n.equal(n.lua(clients), { vim.env.PROJECTS })
    end,
  },
  {
    'what `vim.lsp.enable` ends stays ended',
    function(n)
      n.start()
      n.open('tiny_lm/templates/configs/no_bias.yaml')
      n.lua("vim.lsp.enable('forgather', false)")
      n.wait('the server is ended', 'return #vim.lsp.get_clients() == 0')
      n.cmd('edit ' .. n.path('tiny_lm/templates/tiny_lm.yaml'))
      vim.wait(500)
      n.equal(n.lua('return #vim.lsp.get_clients()'), 0)
    end,
    needs = 'nvim-0.12',
  },
  {
    'without the program, one message says what to do',
    function(n)
      n.start({ cmd = { '/nowhere/forgather-ls', 'lsp' } })
      n.cmd('edit ' .. n.path('tiny_lm/templates/configs/no_bias.yaml'))
      n.equal(filetype(n), 'forgather')
      n.wait('there is a message', "return vim.api.nvim_exec2('messages', { output = true }).output:find('`/nowhere/forgather%-ls` cannot be run') ~= nil")
      n.equal(n.lua('return #vim.lsp.get_clients()'), 0)
    end,
  },
}
