--- The commands of the command line, and the completion of their arguments.

local ask = require('forgather.ask')
local words = require('forgather.words')

local M = {}

---@param call table
---@return string?
local function only(call)
  return call.args ~= '' and call.args or nil
end

---Runs what is about the current buffer.
---@param run fun(subject: forgather.Subject)
local function about(run)
  local subject, why = ask.subject()
  if not subject then
    return ask.complain(why --[[@as string]])
  end
  run(subject)
end

function M.run_preview(call)
  about(function(subject)
    require('forgather.preview').open(subject, only(call), call.smods)
  end)
end

---A target, values of variables, and behind `--` arguments for a partial.
---@param text string
---@return forgather.Want
local function want(text)
  local wanted = { vars = {} }
  local args, kwargs = {}, {}
  local in_call = false
  for _, word in ipairs((words.split(text))) do
    local name, value = words.assignment(word)
    if word == '--' then
      in_call = true
    elseif in_call and name then
      kwargs[name] = words.value(value)
    elseif in_call then
      table.insert(args, words.value(word))
    elseif name then
      wanted.vars[name] = words.value(value)
    else
      wanted.target = word
    end
  end
  if in_call then
    wanted.call = { args = args, kwargs = next(kwargs) and kwargs or nil }
  end
  return wanted
end

function M.run_materialize(call)
  about(function(subject)
    local wanted = want(call.args)
    wanted.times = call.bang
    require('forgather.materialize').ask(subject, wanted, call.smods)
  end)
end

function M.run_cancel()
  require('forgather.materialize').cancel(vim.api.nvim_get_current_buf())
end

---How the arguments of `:ForgatherCode` are spelled, and what the protocol calls them.
local code_options = { policy = 'namePolicy', name = 'factoryName' }
local code_flags = { relaxed = 'relaxedKwargs', runnable = 'runnable' }
local policies = { 'required', 'named', 'all' }

function M.run_code(call)
  local wanted = {}
  for _, word in ipairs((words.split(call.args))) do
    local name, value = words.assignment(word)
    if name and code_options[name] then
      wanted[code_options[name]] = value
    elseif name then
      return ask.complain(('there is no option `%s`; there are `policy=` and `name=`'):format(name))
    elseif code_flags[word] then
      wanted[code_flags[word]] = true
    else
      wanted.target = word
    end
  end
  about(function(subject)
    require('forgather.code').show(subject, wanted, call.smods)
  end)
end

function M.run_graph(call)
  local format, file = unpack((words.split(call.args)))
  local graph = require('forgather.graph')
  if format and not vim.list_contains(graph.formats, format) then
    local message = 'there is no format `%s`; there are %s'
    return ask.complain(message:format(format, table.concat(graph.formats, ', ')))
  end
  about(function(subject)
    graph.show(subject, format, file, call.smods)
  end)
end

function M.run_select(call)
  about(function(subject)
    require('forgather.select').configuration(subject, only(call))
  end)
end

function M.run_targets(call)
  about(function(subject)
    require('forgather.select').targets(subject, only(call))
  end)
end

function M.run_templates(call)
  about(function(subject)
    require('forgather.select').template(subject, only(call))
  end)
end

function M.run_hierarchy(call)
  about(function(subject)
    require('forgather.hierarchy').show(subject, call.smods)
  end)
end

function M.run_restart(call)
  local what = only(call) or 'server'
  if what == 'server' then
    return require('forgather.restart').server()
  elseif what == 'session' then
    return require('forgather.restart').session()
  end
  ask.complain(('`%s` cannot be restarted; `server` and `session` can'):format(what))
end

---@param subject forgather.Subject
---@param command string
---@return string[]
local function names(subject, command)
  local argument = { uri = subject.uri, config = command == 'listTargets' and subject.config or nil }
  return vim.tbl_map(function(entry)
    return entry.name
  end, ask.wait(subject, command, argument) or {})
end

---What can be given at a place, by command: the words before it, and what is asked about.
---@type table<string, fun(before: string[], subject: forgather.Subject): string[]>
local offers = {
  preview = function(_, subject)
    return names(subject, 'listConfigurations')
  end,
  select = function(_, subject)
    return names(subject, 'listConfigurations')
  end,
  targets = function(_, subject)
    return names(subject, 'listTargets')
  end,
  templates = function(_, subject)
    return names(subject, 'listTemplates')
  end,
  materialize = function(before, subject)
    local targets = ask.wait(subject, 'listTargets', { uri = subject.uri, config = subject.config }) or {}
    local wanted, given = nil, {}
    for _, word in ipairs(before) do
      local name = words.assignment(word)
      if word == '--' then
        return {}
      elseif name then
        given[name] = true
      else
        wanted = word
      end
    end
    local offered = {}
    for _, target in ipairs(targets) do
      if not wanted and not next(given) then
        table.insert(offered, target.name)
      end
      if target.name == (wanted or 'main') then
        for _, variable in ipairs(target.variables or {}) do
          if not given[variable.name] then
            local default = variable.default and not variable.default:find('%s') and variable.default or ''
            table.insert(offered, variable.name .. '=' .. default)
          end
        end
      end
    end
    return offered
  end,
  code = function(before, subject)
    local offered = vim.list_extend(names(subject, 'listTargets'), { 'name=', 'relaxed', 'runnable' })
    for _, policy in ipairs(policies) do
      table.insert(offered, 'policy=' .. policy)
    end
    return vim.tbl_filter(function(word)
      return not vim.list_contains(before, word)
    end, offered)
  end,
  graph = function(before)
    if not before[1] then
      return require('forgather.graph').formats
    end
    return before[1] == 'svg' and not before[2] and vim.fn.getcompletion('', 'file') or {}
  end,
  restart = function()
    return { 'server', 'session' }
  end,
}

---@param name string
---@param lead string
---@param line string
---@param at integer
---@return string[]
function M.complete(name, lead, line, at)
  local offer = offers[name]
  if not offer then
    return {}
  end
  -- Without the command itself and whatever is before it.
  local typed = line:sub(1, at):match('[Ff]orgather%a+!?%s+(.*)$') or ''
  local before, open = words.split(typed)
  if open then
    table.remove(before)
  end
  if name == 'graph' and before[1] == 'svg' and not before[2] then
    return vim.fn.getcompletion(lead, 'file')
  end
  local subject = ask.subject() or {}
  if not subject.uri and name ~= 'graph' and name ~= 'restart' then
    return {}
  end
  local offered = offer(before, subject)
  return vim.tbl_filter(function(word)
    return vim.startswith(word, lead)
  end, offered)
end

return M
