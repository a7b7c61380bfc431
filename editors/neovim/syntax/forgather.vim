" Vim syntax file
" Language:	Forgather configuration templates
" Filenames:	*.yaml, *.jinja and meta.yaml of Forgather projects
"
" For those without tree-sitter, in Neovim and Vim (8.0 or newer). Of what begins at one place, what is defined last wins: so
" lines come last, for they are first what Forgather makes of them; and YAML behind Jinja2, for a key may begin with an
" expression and is a key all the same.

if exists('b:current_syntax')
  finish
endif

let s:cpo_save = &cpo
set cpo&vim

syn case match
" Parts of patterns {{{1

let s:statement = '\s*\%(--\|<<\|>>\|==\|=>\)\s\%(\s*##\)\@!'
let s:word = '\%(\w\|[^\x00-\x7f]\)\+'
let s:header = '\s*\[' . s:word . '!*\]\s*\%(\s##.*\)\=$'
let s:marker = '#\s*-\{3,}\s*\%(\w\|[^\x00-\x7f]\|[./]\)\+\s*-\{3,}$'
let s:target = '[.0-9A-Za-z_][-.0-9A-Za-z_]*:\%(\s\|$\)'
" On these lines ends whatever is still open, so that what is half typed spoils no more than its own part. Statements
" may stand within flow collections.
let s:recover_flow = 'end=~^\%(' . s:header . '\|' . s:marker . '\|' . s:target . '\)\@=~'
let s:recover = 'end=~^\%(' . s:statement . '\|' . s:header . '\|' . s:marker . '\|' . s:target . '\)\@=~'
" An expression or statement in braces that ends on its line.
let s:braces = '{{\%([^}]\|}}\@!\)*}}\|{%\%([^%]\|%}\@!\)*%}'
" Where a node, a key or a property of a node may begin.
let s:start = '\%(^\|\s\|[[{,]\|[%#]}\)\@2<='

" Statements and expressions count in Python's strings and comments, too.
let s:in_python = ' containedin=pythonString,pythonRawString,pythonFString,pythonRawFString,pythonBytes,pythonComment'

" Jinja2 {{{1

syn cluster forgatherExpr contains=forgatherVariable,forgatherNumber,forgatherOperator,forgatherWordOperator,forgatherConstant,forgatherAttribute,
      \forgatherCall,forgatherBuiltin,forgatherSpecial,forgatherFilter,forgatherTest,forgatherArgument,forgatherString,forgatherDictionary,forgatherConditional,
      \forgatherCutComment
syn cluster forgatherHead contains=forgatherKeyword,forgatherConditionalKeyword,forgatherLoopKeyword,forgatherIncludeKeyword,forgatherBlockKeyword,
      \forgatherMacroKeyword,forgatherFilterKeyword,forgatherImport,forgatherWith,forgatherAs,forgatherIgnore,forgatherRecursive

syn match forgatherVariable contained "\h\w*"
syn match forgatherNumber contained "\%(\w\|\.\)\@1<!\%(0[xX][0-9A-Fa-f_]\+\|0[oO][0-7_]\+\|0[bB][01_]\+\|\d[0-9_]*\%(\.\d[0-9_]*\)\=\%([eE][-+]\=\d[0-9_]*\)\=\)"
syn match forgatherOperator contained "[-+*/%~<>=!|]"
syn match forgatherWordOperator contained "\<\%(and\|or\|not\|in\)\>"
syn match forgatherConditional contained "\<\%(if\|else\)\>"
syn match forgatherConstant contained "\<\%(true\|false\|none\|True\|False\|None\)\>"
syn match forgatherCall contained "\h\w*\%(\s*(\)\@="
syn match forgatherBuiltin contained "\<\%(range\|dict\|lipsum\|cycler\|joiner\|namespace\|isotime\|utcisotime\|filetime\|utcfiletime\|now\|utcnow\|joinpath\|normpath\|abspath\|relpath\|dirname\|basename\|splitext\|repr\|modname_from_path\|user_home_dir\|getcwd\|forgather_config_dir\|user_data_dir\|user_cache_dir\|user_config_dir\|site_data_dir\|site_config_dir\)\>\%(\s*(\)\@="
syn match forgatherSpecial contained "\<\%(super\|self\|loop\|caller\|varargs\|kwargs\)\>\%(\s*==\@!\)\@!"
syn match forgatherSpecial contained "\<\%(project_dir\|workspace_root\|hostname\|uname\|versions\)\>\%(\s*==\@!\)\@!"
syn match forgatherArgument contained "\%([(,]\s*\)\@20<=\h\w*\%(\s*==\@!\)\@="
syn match forgatherAttribute contained "\.\@1<=\w\+"
syn match forgatherCall contained "\.\@1<=\h\w*\%(\s*(\)\@="
syn match forgatherFilter contained "\%(|\s*\)\@20<=\h\w*\%(\.\h\w*\)*"
syn match forgatherTest contained "\<is\>\%(\s\+not\>\)\=\%(\s\+\h\w*\%(\.\h\w*\)*\)\=" contains=forgatherIs,forgatherTestName
syn match forgatherTestName contained "\h\w*\%(\.\h\w*\)*"
syn match forgatherIs contained "\<\%(is\|is\@2<=\s\+not\|not\)\>"
" Where a string is never closed, none begins.
syn region forgatherString contained oneline start=+"+ skip=+\\.+ end=+"+ contains=forgatherStringEscape,forgatherPlaceholder
syn region forgatherString contained oneline start=+'+ skip=+\\.+ end=+'+ contains=forgatherStringEscape,forgatherPlaceholder
syn match forgatherStringEscape contained "\\\%(\o\{1,3}\|x\x\{2}\|u\x\{4}\|U\x\{8}\|N{[^}]*}\|.\)"
syn match forgatherPlaceholder contained "{\%(\w[0-9A-Za-z_.\[\]]*\)\=\%(![rsa]\)\=\%(:[^{}'"\\]*\)\=}\|%\%((\w\+)\)\=[-#0+]*\d*\%(\.\d\+\)\=[diouxXeEfFgGcrsa%]"
exe 'syn region forgatherDictionary contained transparent start=~{[{%#]\@!~ end=~}~ ' . s:recover . ' contains=@forgatherExpr'

exe 'syn region forgatherExpression matchgroup=forgatherDelimiter start=~{{[-+]\=~ end=~[-+]\=}}~ ' . s:recover . ' contains=@forgatherExpr' . s:in_python
exe 'syn region forgatherBraceStatement matchgroup=forgatherDelimiter start=~{%[-+]\=~ end=~[-+]\=%}~ ' . s:recover . ' contains=@forgatherHead,@forgatherExpr' . s:in_python
" A comment on a line of its own becomes one in braces, whose end ends this one, too.
exe 'syn region forgatherBraceComment start=~{#~ end=~#}~ end=~^\%(\s*##\|' . s:marker . '\)\@=~ contains=forgatherCutComment,@Spell'

" The first word of a statement.
let s:head = '\%(\%(^\s*\%(--\|<<\|>>\)\s\+\)\@80<=\|\%({%[-+]\=\s*\)\@20<=\)'
for [s:group, s:words, s:next] in [
      \ ['Keyword', 'set\|endset\|endmacro\|endcall\|endfilter\|with\|endwith\|autoescape\|endautoescape\|raw\|endraw', ''],
      \ ['ConditionalKeyword', 'if\|elif\|else\|endif', ''],
      \ ['LoopKeyword', 'for\|endfor', ''],
      \ ['IncludeKeyword', 'extends\|include\|import\|from', ''],
      \ ['BlockKeyword', 'block\|endblock', 'nextgroup=forgatherBlockName skipwhite'],
      \ ['MacroKeyword', 'macro', 'nextgroup=forgatherMacroName skipwhite'],
      \ ['MacroKeyword', 'call', 'nextgroup=forgatherParameters skipwhite'],
      \ ['FilterKeyword', 'filter', 'nextgroup=forgatherFilterName skipwhite'],
      \ ]
  exe 'syn match forgather' . s:group . ' contained ~' . s:head . '\%(' . s:words . '\)\>~ ' . s:next
endfor
exe 'syn match forgatherBlockName contained ~' . s:word . '~ nextgroup=forgatherBlockModifier skipwhite'
syn match forgatherBlockModifier contained "\<\%(scoped\|required\)\>" nextgroup=forgatherBlockModifier skipwhite
syn match forgatherMacroName contained "\h\w*" nextgroup=forgatherParameters skipwhite
syn match forgatherFilterName contained "\h\w*\%(\.\h\w*\)*"
syn region forgatherParameters contained oneline start="(" end=")" contains=forgatherParameter,@forgatherExpr
syn match forgatherParameter contained "\%([(,]\s*\)\@20<=\h\w*\%(\s*[,=)]\)\@="

" Words that mean something in one place of a statement, and are names everywhere else.
let s:stop = '\%(\s*\%([-+]\=%}\|$\|\s##\)\)\@='
exe 'syn match forgatherWith contained ~\s\@1<=with\%(out\)\=\s\+context\>' . s:stop . '~'
exe 'syn match forgatherIgnore contained ~\s\@1<=ignore\s\+missing\>\%(\s\+with\%(out\)\=\s\+context\)\=' . s:stop . '~'
exe 'syn match forgatherRecursive contained ~\%([0-9A-Za-z_)\]''"}]\s*\)\@20<=\<recursive\>\%(\s*:\)\=' . s:stop . '~'
syn match forgatherImport contained "\%(\h\|['")\]]\)\@1<=\s\+import\>\%(\s\+\h\)\@=" nextgroup=forgatherImported skipwhite
syn match forgatherImported contained "\%(with\%(out\)\=\s\+context\)\@!\h\w*" nextgroup=forgatherImportedAs,forgatherImportedComma skipwhite
syn match forgatherImportedComma contained "," nextgroup=forgatherImported skipwhite
syn match forgatherImportedAs contained "\<as\>" nextgroup=forgatherImported skipwhite
syn match forgatherAs contained "\%(['")\]]\s*\)\@20<=\<as\>\%(\s\+\h\)\@=" nextgroup=forgatherImportedTemplate skipwhite

syn match forgatherImportedTemplate contained "\h\w*"

" YAML {{{1

syn cluster forgatherBraces contains=forgatherExpression,forgatherBraceStatement,forgatherBraceComment
syn cluster forgatherText contains=@forgatherBraces,forgatherRaw,forgatherCutComment
syn cluster forgatherFlow contains=forgatherFlowColon,forgatherInteger,forgatherFloat,forgatherBoolean,forgatherNull,forgatherTimestamp,
      \forgatherMergeKey,forgatherTag,forgatherVarTag,forgatherAnchor,forgatherAlias,forgatherDouble,forgatherSingle,forgatherQuotedKey,
      \forgatherFlowSequence,forgatherFlowMapping,forgatherComment,forgatherFlowPlain,forgatherFlowKey,forgatherFlowAfter,
      \forgatherLineComment,forgatherStatement,forgatherPrint,@forgatherText

" Text that is nothing else. In blocks all of it is one scalar, whatever is in it.
let s:more = '[^[:space:]:#{]\|{[{%#]\@!\|:\S\@=\|\S\@1<=#\|\s\+[:#[:space:]]\@!'
let s:first = '\%([^[:space:]#&*!|>''"%@`{}\[\],?:-]\|[?:-]\S\@=\)'
exe 'syn match forgatherPlain ~' . s:first . '\%(' . s:more . '\|\s\+:\S\@=\)*~'
let s:flow_more = '[^[:space:]:#{},\[\]]\|:[^[:space:],\[\]{}]\@=\|\S\@1<=#\|\s\+[:#[:space:]]\@!'
let s:flow_first = '\%([^[:space:]#&*!|>''"%@`{}\[\],?:-]\|[?:-][^[:space:],\[\]{}]\@=\)'
exe 'syn match forgatherFlowPlain contained ~' . s:flow_first . '\%(' . s:flow_more . '\)*~'

syn match forgatherKeyColon ":\%(\s\|$\)\@="
syn match forgatherFlowColon contained ":\%([[:space:],\[\]{}]\|$\)\@="
syn match forgatherItem "\%(^\|\s\)\@1<=[-?]\%(\s\|$\)\@="
syn match forgatherDocument "^\%(---\|\.\.\.\)\%(\s\|$\)\@="
syn match forgatherDirective "^%\%(YAML\|TAG\)\>.*$"

" Scalars of other types, by PyYAML's rules: an exponent needs a dot and a sign, `010` is eight, `1:30` is ninety.
let s:whole = '\%(\s*\%($\|{[%#]\|[],}]\|:\%(\s\|$\)\)\|\s\+#\)\@='
for [s:group, s:values] in [
      \ ['Null', '\~\|null\|Null\|NULL'],
      \ ['Boolean', 'yes\|Yes\|YES\|no\|No\|NO\|true\|True\|TRUE\|false\|False\|FALSE\|on\|On\|ON\|off\|Off\|OFF'],
      \ ['Timestamp', '\d\{4}-\d\d-\d\d'],
      \ ['Integer', '[-+]\=\%(0b[01_]\+\|0x[0-9A-Fa-f_]\+\|0[0-7_]\+\|0\|[1-9][0-9_]*\%(:[0-5]\=\d\)*\)'],
      \ ['Float', '[-+]\=\d[0-9_]*\.[0-9_]*\%([eE][-+]\d\+\)\=\|\.\d[0-9_]*\%([eE][-+]\d\+\)\=\|' .
      \           '[-+]\=\d[0-9_]*\%(:[0-5]\=\d\)\+\.[0-9_]*\|[-+]\=\.\%(inf\|Inf\|INF\)\|\.\%(nan\|NaN\|NAN\)'],
      \ ]
  exe 'syn match forgather' . s:group . ' ~' . s:start . '\%(' . s:values . '\)' . s:whole . '~'
endfor

syn match forgatherEscape contained "\\\%([0abt\tnvfre \"/\\N_LP]\|x\x\{2}\|u\x\{4}\|U\x\{8}\|$\)"
syn match forgatherEscape contained "''"
exe 'syn region forgatherDouble start=~"~ skip=~\\.~ end=~"~ ' . s:recover . ' contains=forgatherEscape,@forgatherText'
exe 'syn region forgatherSingle start=~''~ skip=~''''~ end=~''~ ' . s:recover . ' contains=forgatherEscape,@forgatherText'

exe 'syn region forgatherFlowSequence matchgroup=forgatherBracket start=~\[~ end=~\]~ ' . s:recover_flow . ' contains=@forgatherFlow'
exe 'syn region forgatherFlowMapping matchgroup=forgatherBracket start=~{[{%#]\@!~ end=~}~ ' . s:recover_flow . ' contains=@forgatherFlow'

" Keys begin an entry; one at the left margin is a target, or defines without constructing if it begins with a dot.
let s:key = '\%(' . s:braces . '\|' . s:first . '\)\%(' . s:braces . '\|' . s:more . '\)*\%(\s*:\%(\s\|$\)\)\@='
let s:flow_key = '\%(' . s:braces . '\|' . s:flow_first . '\)\%(' . s:braces . '\|' . s:flow_more . '\)*\%(\s*:\%([[:space:],\[\]{}]\|$\)\)\@='
exe 'syn match forgatherKey ~' . s:start . s:key . '~ contains=@forgatherBraces'
exe 'syn match forgatherFlowKey contained ~' . s:start . s:flow_key . '~ contains=@forgatherBraces'
exe 'syn match forgatherQuotedKey ~' . s:start . '"\%([^"\\]\|\\.\)*"\%(\s*:\%(\s\|$\)\)\@=~ contains=forgatherEscape,@forgatherBraces'
exe 'syn match forgatherQuotedKey ~' . s:start . '''\%([^'']\|''''\)*''\%(\s*:\%(\s\|$\)\)\@=~ contains=forgatherEscape,@forgatherBraces'
exe 'syn match forgatherTarget ~^' . s:key . '~ contains=@forgatherBraces'
exe 'syn match forgatherDotName ~^\.\@=' . s:key . '~ contains=@forgatherBraces'
exe 'syn match forgatherMergeKey ~' . s:start . '<<\%(\s*:\%(\s\|$\)\)\@=~'

" `&name`, `*name`
exe 'syn match forgatherAnchor ~' . s:start . '&\%(' . s:braces . '\|[-0-9A-Za-z_]\)\+~ contains=@forgatherBraces'
exe 'syn match forgatherAlias ~' . s:start . '\*\%(' . s:braces . '\|[-0-9A-Za-z_]\)\+~ contains=@forgatherBraces'

" `!call:module.path:Symbol@name`. A tag is told by its beginning; any part may be an expression.
let s:part = '\%(' . s:braces . '\|[-0-9A-Za-z_;/?&=+$,.~*''()\[\]%!]\)\+'
exe 'syn match forgatherTag ~' . s:start . '!\%([^[:space:]{]\|{[{%]\@!\|' . s:braces . '\)*~ contains=forgatherTagSpec,forgatherTagName,@forgatherBraces'
exe 'syn match forgatherVarTag ~' . s:start . '!var\%(\s\|$\)\@=~ nextgroup=forgatherVarName,forgatherVarQuoted skipwhite'
syn match forgatherVarName contained "\h\w*\%(\s*\%($\|[],}]\)\|\s\+#\)\@="
syn match forgatherVarQuoted contained +\(["']\)\h\w*\1+ contains=forgatherVarQuotedName
syn match forgatherVarQuotedName contained "\h\w*"
exe 'syn match forgatherTagSpec contained ~\%(!\%(call\|singleton\|factory\|partial\|lambda\|meta\|tuple\|list\|dict\|dlist\)[-0-9A-Za-z_]*\)\@<=:\%(' . s:part . '\|:\)*~'
      \ . ' contains=forgatherModule,forgatherSymbol,@forgatherBraces'
exe 'syn match forgatherSymbol contained ~:\@1<=\%(' . s:part . '\)\%(:\)\@!~ contains=forgatherClass,forgatherFunction,@forgatherBraces'
exe 'syn match forgatherModule contained ~:\@1<=\%(' . s:part . '\):\@=~ contains=@forgatherBraces'
syn match forgatherFunction contained "\<\l\w*\|\<_\w*"
syn match forgatherClass contained "\<\u\w*"
exe 'syn match forgatherTagName contained ~@' . s:part . '~ contains=@forgatherBraces'

" What follows an expression without a space is text, whatever it begins with.
exe 'syn match forgatherAfter ~\%(}}\)\@2<=[[:space:]]\@!\%({[{%#]\|:\s\|:$\)\@!\%(' . s:more . '\)\+~'
exe 'syn match forgatherFlowAfter contained ~\%(}}\)\@2<=[[:space:]]\@!\%(' . s:flow_more . '\)\+~'

" Raw sections {{{1

" YAML whose braces mean nothing.
syn cluster forgatherRawYaml contains=forgatherLineComment,forgatherRawKey,forgatherRawDouble,forgatherRawSingle,forgatherRawComment
syn match forgatherRawKey contained "\%(^\s*\%(-\s\+\)*\|%}\)\@80<=[^[:space:]#&*!|>'"%@`{}\[\],?:-][^:#{}]*\%(:\%(\s\|$\)\)\@="
syn region forgatherRawDouble contained oneline start=+"+ skip=+\\.+ end=+"+
syn region forgatherRawSingle contained oneline start=+'+ skip=+''+ end=+'+
syn match forgatherRawComment contained "\%(^\|\s\)\@1<=#.*$"
exe 'syn region forgatherRaw matchgroup=forgatherRawDelimiter start=~{%[-+]\=\s*raw\s*[-+]\=%}~ end=~{%[-+]\=\s*endraw\s*[-+]\=%}~'
      \ . ' end=~^\%(' . s:marker . '\)\@=~ contains=@forgatherRawYaml'

" Comments {{{1

" Expressions in a comment of YAML are rendered.
exe 'syn region forgatherComment start=~\%(^\|\s\)\@1<=#~ end=~$~ ' . s:recover . ' contains=@forgatherBraces,forgatherCutComment,@Spell'
" Forgather cuts what is behind the last `##` that has white space before it, wherever that is.
syn match forgatherCutComment "\s\@1<=##\+\%(.*\s##\)\@!.*$" contains=@Spell

" Block scalars {{{1

" As deep as its first line of text; statements may stand in it.
let s:text_end = 'end=~^\%(\z1\|\s*$\|' . s:statement . '\|\s*##\)\@!~ end=~^\%(' . s:header . '\|' . s:marker . '\|\s*\%(--\|<<\|>>\)\s\+\%(end\)\=\%(block\|macro\)\>\)\@=~'
let s:text_begin = '[|>]\%(\d\=[-+]\=\|[-+]\d\)'
let s:text_first = '\%(\n\s*\|\n' . s:statement . '.*\)*\n\z(\s\+\)\S\@=~'
let s:text_hold = ' contains=forgatherLineComment,forgatherStatement,forgatherPrint,@forgatherText'
exe 'syn region forgatherBlockText matchgroup=forgatherBlockIndicator start=~\%([:!&-]\S*\s\+\)\@80<=' . s:text_begin . '\s*' . s:text_first
      \ . ' ' . s:text_end . s:text_hold
exe 'syn region forgatherBlockText matchgroup=forgatherBlockIndicator start=~\%([:!&-]\S*\s\+\)\@80<=' . s:text_begin . '\%(\s\+#.*\)' . s:text_first
      \ . ' ' . s:text_end . s:text_hold

" Python, by the name of what holds a template of it, or by a comment.
syn include @forgatherPython syntax/python.vim
unlet! b:current_syntax
" Python's file has its own idea of it: but what is open may have begun anywhere above, and configurations are short.
syn sync clear
syn sync fromstart
exe 'syn region forgatherPythonText matchgroup=forgatherBlockIndicator start=~\%(\<template_str\s*:\s\+\)\@80<=' . s:text_begin . '\%(\s\+#.*\)\=' . s:text_first
      \ . ' ' . s:text_end . s:text_hold . ',@forgatherPython keepend'
exe 'syn region forgatherPythonText matchgroup=forgatherBlockIndicator start=~\%([:!&-]\S*\s\+\)\@80<=' . s:text_begin . '\s\+#\s*[Pp]ython\>.*' . s:text_first
      \ . ' ' . s:text_end . s:text_hold . ',@forgatherPython keepend'

" Lines {{{1

exe 'syn region forgatherStatement matchgroup=forgatherDelimiter start=~^\s*\%(--\|<<\|>>\)\s\@=\%(\s\+##\)\@!~ end=~$~ oneline keepend'
      \ . ' contains=@forgatherHead,@forgatherExpr' . s:in_python
exe 'syn region forgatherPrint matchgroup=forgatherDelimiter start=~^\s*\%(==\|=>\)\s\@=\%(\s\+##\)\@!~ end=~$~ oneline keepend'
      \ . ' contains=@forgatherExpr' . s:in_python
exe 'syn region forgatherRaw matchgroup=forgatherRawDelimiter start=~^\s*\%(--\|<<\|>>\)\s\+raw\s*$~ end=~^\s*\%(--\|<<\|>>\)\s\+endraw\s*$~'
      \ . ' end=~^\%(' . s:marker . '\)\@=~ contains=@forgatherRawYaml'
exe 'syn match forgatherBlockHeader ~^' . s:header . '~ contains=forgatherHeaderName,forgatherHeaderBracket,forgatherHeaderTrim,forgatherCutComment'
exe 'syn match forgatherHeaderName contained ~\[\@1<=' . s:word . '~'
syn match forgatherHeaderBracket contained "[[\]]"
syn match forgatherHeaderTrim contained "!"
" A marker needs a line before it.
exe 'syn match forgatherSplitMarker ~\%>1l^' . s:marker . '~ contains=forgatherMarkerName'
syn match forgatherMarkerName contained "\%(-\s*\)\@80<=[^-[:space:]]\S\{-}\%(\s*-\{3,}$\)\@="
syn match forgatherLineComment "^\s*##.*$" contains=@Spell

" Colours {{{1

for [s:from, s:to] in items({
      \ 'LineComment': 'Comment', 'CutComment': 'Comment', 'Comment': 'Comment', 'BraceComment': 'Comment', 'RawComment': 'Comment',
      \ 'SplitMarker': 'Title', 'MarkerName': 'Title',
      \ 'HeaderName': 'Structure', 'HeaderBracket': 'PreProc', 'HeaderTrim': 'StorageClass',
      \ 'Delimiter': 'PreProc', 'RawDelimiter': 'PreProc',
      \ 'Keyword': 'Statement', 'BlockKeyword': 'Statement', 'MacroKeyword': 'Statement', 'FilterKeyword': 'Statement',
      \ 'ConditionalKeyword': 'Conditional', 'Conditional': 'Conditional', 'LoopKeyword': 'Repeat', 'Recursive': 'Repeat',
      \ 'IncludeKeyword': 'Include', 'Import': 'Include', 'ImportedAs': 'Include', 'As': 'Include', 'With': 'Include', 'Ignore': 'Include',
      \ 'BlockName': 'Structure', 'BlockModifier': 'StorageClass',
      \ 'MacroName': 'Function', 'Imported': 'Function', 'Call': 'Function', 'Builtin': 'Function', 'Filter': 'Function', 'FilterName': 'Function',
      \ 'TestName': 'Function', 'Parameter': 'Identifier', 'Argument': 'Identifier', 'Special': 'Special',
      \ 'Number': 'Number', 'Operator': 'Operator', 'WordOperator': 'Operator', 'Is': 'Operator', 'Constant': 'Constant',
      \ 'String': 'String', 'StringEscape': 'SpecialChar', 'Placeholder': 'SpecialChar',
      \ 'Key': 'Identifier', 'FlowKey': 'Identifier', 'QuotedKey': 'Identifier', 'RawKey': 'Identifier', 'MergeKey': 'Special', 'ImportedTemplate': 'Special', 'TagSpec': 'Delimiter',
      \ 'Target': 'Function', 'DotName': 'Define', 'KeyColon': 'Delimiter', 'FlowColon': 'Delimiter', 'Item': 'Delimiter', 'Bracket': 'Delimiter',
      \ 'Tag': 'Type', 'VarTag': 'Type', 'VarName': 'Identifier', 'VarQuotedName': 'Identifier', 'VarQuoted': 'String', 'Module': 'Special', 'Class': 'Structure',
      \ 'Function': 'Function', 'TagName': 'Tag', 'Anchor': 'Label', 'Alias': 'Label',
      \ 'Null': 'Constant', 'Boolean': 'Boolean', 'Integer': 'Number', 'Float': 'Float', 'Timestamp': 'Constant',
      \ 'Double': 'String', 'Single': 'String', 'RawDouble': 'String', 'RawSingle': 'String', 'BlockText': 'String', 'BlockIndicator': 'Special',
      \ 'Escape': 'SpecialChar', 'Document': 'PreProc', 'Directive': 'PreProc',
      \ })
  exe 'hi def link forgather' . s:from . ' ' . s:to
endfor
" Text, variables and what only holds others keep the colour of text.

unlet s:statement s:word s:header s:marker s:target s:recover_flow s:recover s:braces s:start s:more s:first s:flow_more s:flow_first s:whole
      \ s:group s:values s:key s:flow_key s:part s:head s:words s:next s:stop s:text_end s:text_begin s:text_first s:text_hold s:in_python s:from s:to

let b:current_syntax = 'forgather'

let &cpo = s:cpo_save
unlet s:cpo_save

" vim: ts=8 sw=2 et fdm=marker
