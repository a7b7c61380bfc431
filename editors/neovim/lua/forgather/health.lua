--- `:checkhealth forgather`

local M = {}

local health = vim.health

---@param text string
---@return string
local function first_line(text)
  return (text:match('[^\n]*') or '')
end

local function check_neovim()
  health.start('Neovim')
  if vim.fn.has('nvim-0.10') == 0 then
    return health.error('Neovim 0.10 or newer is needed')
  end
  local version = tostring(vim.version())
  if vim.fn.has('nvim-0.11') == 1 then
    health.ok(version .. ': the server is started by `vim.lsp.enable`')
  else
    health.ok(version .. ': the server is started by `vim.lsp.start`; columns are exchanged in UTF-16')
  end
  local parsers = vim.api.nvim_get_runtime_file('parser/forgather.*', true)
  if next(parsers) then
    health.ok('tree-sitter parser: ' .. parsers[1])
  elseif next(vim.api.nvim_get_runtime_file('syntax/forgather.vim', false)) then
    health.info('no tree-sitter parser `forgather`; the syntax file highlights, and the server')
  else
    health.warn('neither a tree-sitter parser nor a syntax file `forgather`; only the server highlights')
  end
end

local function check_options()
  health.start('Options')
  local complaints = require('forgather.options').complaints()
  for _, complaint in ipairs(complaints) do
    health.error(complaint, { 'see `:help forgather-options`' })
  end
  if not next(complaints) then
    health.ok('all of them are known')
  end
end

local function check_program()
  health.start('Server')
  local config = require('forgather.server').config()
  if vim.fn.has('nvim-0.11') == 1 then
    config = vim.lsp.config.forgather or config
  end
  if type(config.cmd) ~= 'table' then
    return health.info('`cmd` is a function: what it starts is not looked at')
  end
  local program = config.cmd[1]
  if vim.fn.executable(program) == 0 then
    return health.error(('`%s` cannot be run'):format(program), {
      'install it: `cargo xtask install` in the repository, which puts it below `~/.local/bin`',
      'or say where it is: `vim.g.forgather = { cmd = { "/path/to/forgather-ls", "lsp" } }`',
    })
  end
  local out = vim.system({ program, '--version' }, { text = true }):wait(5000)
  if out.code == 0 then
    health.ok(('%s at `%s`'):format(first_line(out.stdout), vim.fn.exepath(program)))
  else
    health.error(('`%s --version` fails: %s'):format(program, first_line(out.stderr)))
  end
end

local function check_clients()
  health.start('Running')
  local server = require('forgather.server')
  local clients = server.clients()
  if not next(clients) then
    health.info('no server runs: it is started with the first document of a project')
  end
  for _, client in ipairs(clients) do
    local count = #vim.tbl_keys(client.attached_buffers)
    health.ok(('client %d: root `%s`, %d documents, positions in %s'):format(client.id, client.root_dir, count, client.offset_encoding))
    local list = server.call(client, 'request_sync', 'workspace/executeCommand', {
      command = 'forgather.listConfigurations',
      arguments = { vim.empty_dict() },
    }, 3000)
    if list and list.result then
      health.ok(('client %d knows %d configurations'):format(client.id, #list.result))
    else
      health.warn(('client %d does not answer'):format(client.id), { '`:ForgatherRestart` starts it anew' })
    end
    local watches = vim.tbl_get(client.capabilities, 'workspace', 'didChangeWatchedFiles', 'dynamicRegistration')
    if watches then
      health.ok('Neovim watches files for it')
    else
      health.info('Neovim watches no files on this system: changes made elsewhere are noticed when Neovim gets the focus')
    end
  end
end

local function check_conflicts()
  health.start('Others')
  local found = false
  for _, client in ipairs(vim.lsp.get_clients()) do
    if client.name ~= 'forgather' then
      for buf in pairs(client.attached_buffers) do
        if vim.bo[buf].filetype == 'forgather' then
          found = true
          health.warn(('`%s` is attached to `%s`, a document of Forgather'):format(client.name, vim.api.nvim_buf_get_name(buf)), {
            'a server for plain YAML reports errors there that are none; leave `forgather` out of its filetypes',
          })
        end
      end
    end
  end
  if not found then
    health.ok('no other server looks at documents of Forgather')
  end
end

---Checks everything that has to be there.
function M.check()
  check_neovim()
  check_options()
  check_program()
  check_clients()
  check_conflicts()
end

return M
