--- Choosing: a configuration, a target, a template.

local ask = require('forgather.ask')

local M = {}

---Sees the templates of a configuration through it from now on.
---@param subject forgather.Subject
---@param name string
local function choose(subject, name)
  ask.tell(subject, 'selectConfiguration', { uri = subject.uri, config = name }, function(chosen)
    local message = ('forgather: templates are seen through `%s`'):format(chosen.configuration.name)
    if not chosen.uses then
      message = message .. ', which does not use this one'
    end
    vim.notify(message, vim.log.levels.INFO)
    if chosen.uses then
      require('forgather.preview').switch(subject, name)
    end
  end)
end

---@param subject forgather.Subject
---@param name? string
function M.configuration(subject, name)
  if name then
    return choose(subject, name)
  end
  ask.tell(subject, 'listConfigurations', { uri = subject.uri }, function(list)
    local prompt = {
      prompt = 'See templates through',
      kind = 'forgather.configuration',
      format_item = function(entry)
        local notes = {}
        for _, note in ipairs({ 'active', 'default' }) do
          if entry[note] then
            table.insert(notes, note)
          end
        end
        if entry.uses == false then
          table.insert(notes, 'does not use this template')
        end
        return entry.name .. (next(notes) and (' (%s)'):format(table.concat(notes, ', ')) or '')
      end,
    }
    vim.ui.select(list, prompt, function(entry)
      if entry then
        choose(subject, entry.name)
      end
    end)
  end)
end

---Lists the targets in the window's location list, or goes to the one that is named.
---@param subject forgather.Subject
---@param name? string
function M.targets(subject, name)
  ask.configuration(subject, function(config)
    ask.tell(subject, 'listTargets', { uri = subject.uri, config = config }, function(targets)
      local client = ask.client(subject)
      local encoding = client and client.offset_encoding or 'utf-16'
      local items = {}
      for _, target in ipairs(targets) do
        if name == target.name and target.location then
          return require('forgather.window').go(target.location, encoding)
        end
        local item = { text = ('%s  %s'):format(target.name, target.description) }
        if target.location then
          item = vim.tbl_extend('force', vim.lsp.util.locations_to_items({ target.location }, encoding)[1], item)
          item.user_data = nil
        end
        table.insert(items, item)
      end
      if name then
        return ask.complain(('`%s` has no target `%s`'):format(config, name))
      end
      vim.fn.setloclist(0, {}, ' ', { title = 'Targets of ' .. config, items = items })
      vim.cmd('lopen')
    end)
  end)
end

---Opens a template of the project.
---@param subject forgather.Subject
---@param name? string
function M.template(subject, name)
  ask.tell(subject, 'listTemplates', { uri = subject.uri }, function(templates)
    local open = function(template)
      if template then
        local start = { line = 0, character = 0 }
        local win = require('forgather.window').beside(vim.uri_to_bufnr(template.uri))
        vim.api.nvim_set_current_win(win)
        vim.lsp.util[vim.fn.has('nvim-0.11') == 1 and 'show_document' or 'jump_to_location'](
          { uri = template.uri, range = { start = start, ['end'] = start } },
          'utf-8'
        )
      end
    end
    if name then
      for _, template in ipairs(templates) do
        if template.name == name then
          return open(template)
        end
      end
      return ask.complain(('there is no template `%s` here'):format(name))
    end
    local prompt = {
      prompt = 'Open template',
      kind = 'forgather.template',
      format_item = function(template)
        return template.name
      end,
    }
    vim.ui.select(templates, prompt, open)
  end)
end

return M
