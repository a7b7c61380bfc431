--- What code lenses do. The server names a command; those whose result is to be shown are carried out here.

local M = {}

---@param run fun(argument: table, subject: forgather.Subject)
---@return fun(command: lsp.Command, context: table)
local function shown(run)
  return function(command, context)
    local argument = (command.arguments or {})[1] or {}
    local client = vim.lsp.get_client_by_id(context.client_id)
    run(argument, {
      uri = argument.uri or vim.uri_from_bufnr(context.bufnr),
      config = argument.config,
      client_id = context.client_id,
      root = client and client.root_dir,
    })
  end
end

---By the name of the command.
M.commands = {
  ['forgather.previewExpandedConfig'] = shown(function(argument, subject)
    require('forgather.preview').open(subject, argument.config)
  end),
  ['forgather.materialize'] = shown(function(argument, subject)
    require('forgather.materialize').ask(subject, { target = argument.target, vars = argument.vars or {} })
  end),
  ['forgather.generateCode'] = shown(function(argument, subject)
    require('forgather.code').show(subject, { target = argument.target })
  end),
  ['forgather.showReferences'] = function(command, context)
    local argument = (command.arguments or {})[1] or {}
    local client = vim.lsp.get_client_by_id(context.client_id)
    local encoding = client and client.offset_encoding or 'utf-16'
    local items = vim.lsp.util.locations_to_items(argument.locations or {}, encoding)
    vim.fn.setqflist({}, ' ', { title = command.title, items = items })
    if #items == 1 then
      vim.cmd.cfirst()
    else
      vim.cmd('botright copen')
    end
  end,
}

return M
