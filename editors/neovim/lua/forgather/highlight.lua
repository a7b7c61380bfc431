--- What the plugin's own groups, and the server's own types of tokens, look like where a colour scheme says nothing.

local M = {}

local links = {
  ForgatherOrigin = 'NonText',
  ForgatherOwnOrigin = 'DiagnosticVirtualTextHint',
  ForgatherOwn = 'ColorColumn',
  ForgatherHere = 'Visual',
  ForgatherStale = 'NonText',
  ForgatherStaleBar = 'DiagnosticVirtualTextWarn',
  ForgatherHeading = 'Title',
  ForgatherNote = 'DiagnosticInfo',
  ForgatherError = 'DiagnosticError',
  ForgatherDetail = 'Comment',
  -- The protocol says what each of its own types is like.
  ['@lsp.type.delimiter.forgather'] = 'Delimiter',
  ['@lsp.type.block.forgather'] = 'Type',
  ['@lsp.type.tag.forgather'] = '@tag',
  ['@lsp.type.nodeName.forgather'] = '@property',
  ['@lsp.type.anchor.forgather'] = '@label',
  ['@lsp.type.alias.forgather'] = '@label',
  ['@lsp.type.target.forgather'] = '@property',
  ['@lsp.type.dotName.forgather'] = '@property',
  ['@lsp.type.splitMarker.forgather'] = 'Title',
}

local defined = false

local function define()
  for name, link in pairs(links) do
    vim.api.nvim_set_hl(0, name, { link = link, default = true })
  end
end

---Defines the groups, now and when the colour scheme changes.
function M.define()
  if defined then
    return
  end
  defined = true
  define()
  local group = vim.api.nvim_create_augroup('forgather.highlight', {})
  vim.api.nvim_create_autocmd('ColorScheme', { group = group, callback = define })
end

return M
