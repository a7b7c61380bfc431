" Checks the syntax file, in Vim and Neovim alike, and writes TAP to $FORGATHER_TAP.

let s:tap = []
let s:count = 0

function! s:report(name, problems) abort
  let s:count += 1
  call add(s:tap, (empty(a:problems) ? 'ok ' : 'not ok ') . s:count . ' - ' . $FORGATHER_EDITOR . ': ' . a:name)
  call extend(s:tap, map(a:problems[:19], '"# " . v:val'))
  if len(a:problems) > 20
    call add(s:tap, '# and ' . (len(a:problems) - 20) . ' more')
  endif
endfunction

function! s:open(path) abort
  silent! %bwipeout!
  execute 'silent noautocmd edit ' . fnameescape(a:path)
  setlocal syntax=forgather
endfunction

function! s:group(line, column) abort
  return synIDattr(synID(a:line, a:column, 1), 'name')
endfunction

" Columns of the Nth occurrence of a text in a line.
function! s:find(text, part, nth) abort
  let start = -1
  for i in range(a:nth)
    let start = stridx(a:text, a:part, start + 1)
    if start < 0
      return []
    endif
  endfor
  return range(start + 1, start + strlen(a:part))
endfunction

" Positions of an expectation file, below a folder.
function! s:positions(name, folder) abort
  let problems = []
  let places = 0
  for entry in readfile($FORGATHER_HERE . '/' . a:name)
    if entry =~# '^#' || entry ==# ''
      continue
    endif
    if entry =~# '^= '
      let path = entry[2:]
      call s:open(a:folder . '/' . path)
      continue
    endif
    let [all, line, part, nth, expected; rest] = matchlist(entry, '^\(\d\+\) \(.\{-}\)\%( #\(\d\+\)\)\= => \(\S\+\)$')
    let expected = expected =~# '^/' ? expected[1:] : 'forgather' . expected
    let text = getline(str2nr(line))
    let columns = s:find(text, part, nth ==# '' ? 1 : str2nr(nth))
    let places += 1
    if empty(columns)
      call add(problems, path . ':' . line . ': there is no `' . part . '`')
    endif
    for column in columns
      let group = s:group(str2nr(line), column)
      if text[column - 1] =~# '\S' && group !=# expected
        call add(problems, path . ':' . line . ':' . column . ': `' . part . '` is ' . (group ==# '' ? 'nothing' : group) . ', not ' . expected)
        break
      endif
    endfor
  endfor
  call s:report(places . ' places of ' . a:name . ' have their groups', problems)
endfunction

function! s:files(folder) abort
  return filter(sort(globpath(a:folder, '**', 1, 1)), 'v:val =~# "\\.\\%(yaml\\|jinja\\|forgather\\)$" && !isdirectory(v:val)')
endfunction

" On a block header, a split marker and a target nothing may be open that began before; nor at the end of a statement, but
" what may hold statements.
function! s:leaks(what, folder) abort
  let problems = []
  let files = s:files(a:folder)
  let raw = 0
  for path in files
    call s:open(path)
    for line in range(1, line('$'))
      let text = getline(line)
      if text =~# '{%-\= *raw\|-- raw'
        " What is raw holds none of them, but a marker.
        break
      endif
      let column = match(text, '\S') + 1
      let stack = map(synstack(line, column), 'synIDattr(v:val, "name")')
      let outermost = get(stack, 0, 'nothing')
      if line > 1 && text =~# '^#\s*-\{3,}\s*[0-9A-Za-z_./]\+\s*-\{3,}$'
        let expected = '^forgatherSplitMarker$'
      elseif text =~# '^\s*##'
        let expected = '.'
      elseif text =~# '^\s*\[\w\+!*\]\s*$'
        let expected = '^forgatherBlockHeader$'
      elseif text =~# '^\s*\%(--\|<<\|>>\|==\|=>\)\s'
        let expected = '^forgather\%(Delimiter\|Statement\|Print\|FlowSequence\|FlowMapping\|BlockText\)$'
      elseif text =~# '^\.\w\+:\%( \|$\)'
        let expected = '^forgatherDotName$'
      elseif text =~# '^\w\+:\%( \|$\)'
        let expected = '^forgatherTarget$'
      else
        continue
      endif
      if outermost !~# expected
        call add(problems, path . ':' . line . ': `' . text . '` begins in ' . join(stack, ' > '))
      endif
    endfor
  endfor
  call s:report('nothing leaks in ' . len(files) . ' files of ' . a:what, problems)
endfunction

" What is seen after a jump to the end is what is seen when reading from the start.
function! s:sync(what, files) abort
  let problems = []
  for path in a:files
    call s:open(path)
    let forwards = map(range(1, line('$')), '[s:group(v:val, 1), s:group(v:val, match(getline(v:val), "\\S") + 1), s:group(v:val, col([v:val, "$"]) - 1)]')
    call s:open(path)
    for line in reverse(range(1, line('$')))
      let seen = [s:group(line, 1), s:group(line, match(getline(line), '\S') + 1), s:group(line, col([line, '$']) - 1)]
      if seen !=# forwards[line - 1]
        call add(problems, path . ':' . line . ': ' . string(seen) . ' instead of ' . string(forwards[line - 1]))
      endif
    endfor
  endfor
  call s:report('it does not matter from where ' . a:what . ' are looked at', problems)
endfunction

function! s:links() abort
  let problems = []
  call s:open($FORGATHER_HERE . '/constructs.forgather')
  redir => listing
  silent highlight
  redir END
  let groups = uniq(sort(filter(map(split(listing, '\n'), 'matchstr(v:val, "^forgather\\w*")'), 'v:val !=# ""')))
  let linked = 0
  for group in groups
    let target = synIDattr(synIDtrans(hlID(group)), 'name')
    let linked += target !=# group
  endfor
  if linked < 70
    call add(problems, 'only ' . linked . ' groups are linked to standard ones')
  endif
  for group in ['Comment', 'Delimiter', 'Keyword', 'Tag', 'Target', 'Key', 'String', 'Anchor', 'BlockName', 'HeaderName']
    if synIDattr(synIDtrans(hlID('forgather' . group)), 'fg', 'gui') ==# '' && synIDattr(synIDtrans(hlID('forgather' . group)), 'fg', 'cterm') ==# ''
      call add(problems, 'forgather' . group . ' has no colour')
    endif
  endfor
  call s:report('groups are linked to standard groups', problems)
endfunction

try
  let s:project = $FORGATHER_ROOT . '/tests/projects'
  call s:positions('project.expected', s:project)
  call s:positions('constructs.expected', $FORGATHER_HERE)
  call s:leaks('the example projects', s:project)
  call s:sync('the example projects', s:files(s:project) + [$FORGATHER_HERE . '/constructs.forgather'])
  call s:links()
  if isdirectory($FORGATHER_CORPUS)
    call s:positions('corpus.expected', $FORGATHER_CORPUS)
    if $FORGATHER_WHOLE_CORPUS !=# ''
      call s:leaks('the corpus', $FORGATHER_CORPUS)
    endif
  endif
catch
  call s:report('the check runs', [v:exception, v:throwpoint])
endtry
call writefile(s:tap, $FORGATHER_TAP)
qall!
