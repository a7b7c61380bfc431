// The scanner of Forgather templates.
//
// It knows at each place what is being read (`scanner/state.h`), so it hardly asks which tokens are valid: the rules in
// grammar.js accept whatever it hands out. What belongs to what is decided at the end of each line, from the lines that follow
// (`scanner/structure.h`).

#include "scanner/tokens.h"

#include "scanner/yaml.h"

// `#--- name ---`, behind the first dashes.
static bool scan_marker(State *state, TSLexer *lexer) {
  skip_blanks(lexer);
  if (peek(lexer) == '-') {
    while (peek(lexer) == '-') advance(lexer);
    mark(lexer);
    state->mode = TEXT;
    settle(state, lexer);
    return token(lexer, MARKER_CLOSE);
  }
  while (is_word(peek(lexer)) || peek(lexer) == '.' || peek(lexer) == '/') advance(lexer);
  mark(lexer);
  return token(lexer, TEMPLATE_NAME);
}

// `[name!]`, behind the bracket.
static bool scan_header(State *state, TSLexer *lexer) {
  int32_t c = peek(lexer);
  if (c == ']') {
    advance(lexer);
    mark(lexer);
    state->mode = TEXT;
    settle(state, lexer);
    return token(lexer, HEADER_CLOSE);
  }
  while (!at_end(lexer) && (c == '!' ? peek(lexer) == '!' : is_word(peek(lexer)))) advance(lexer);
  mark(lexer);
  return token(lexer, c == '!' ? HEADER_TRIM : HEADER_NAME);
}

// The body of `raw`, and what begins its end.
static bool scan_raw(State *state, TSLexer *lexer) {
  bool any = false, fresh = false;
  char word[16];
  mark(lexer);
  while (!at_end(lexer)) {
    int32_t c = peek(lexer);
    bool in_braces = c == '{', in_line = fresh && (c == '-' || c == '<' || c == '>');
    if (any && !is_blank(c) && !is_break(c) && !fresh) mark(lexer);
    advance(lexer);
    if ((in_braces && peek(lexer) == '%') || (in_line && peek(lexer) == c)) {
      advance(lexer);
      if (in_braces && (peek(lexer) == '-' || peek(lexer) == '+')) advance(lexer);
      if (!any) mark(lexer);
      if (in_braces || is_blank(peek(lexer))) {
        pass_blanks(lexer);
        read_word(lexer, word);
        if (strcmp(word, "endraw") == 0) {
          if (any) return token(lexer, RAW_TEXT);
          bool assigns = false;
          state->mode = in_braces ? BRACE_STATEMENT : LINE_STATEMENT;
          if (in_braces) state->reach = (uint8_t)braces_reach(lexer, '%', MAX_LINES, &assigns);
          return token(lexer, RAW_END);
        }
      }
    }
    if (is_break(c)) fresh = true;
    else if (!is_blank(c)) {
      fresh = false;
      any = true;
      mark(lexer);
    }
  }
  // The statement itself holds what was taken for its end.
  if (any) return token(lexer, RAW_TEXT);
  state->mode = TEXT;
  if (has(state, AT_LINE)) settle(state, lexer);
  return token(lexer, BODY_UNCLOSED);
}

static void begin_entry(State *state, int column) {
  state->column = narrow(column);
  begin_value(state);
  put(state, LINE_START, false);
  put(state, KEYED, false);
  put(state, INDENT_ALLOWED, true);
  put(state, ENTRY_START, true);
}

// What a line begins with, once all that ends before it has ended.
static bool scan_line_start(State *state, TSLexer *lexer, bool *is_fresh) {
  int column = (int)lexer->get_column(lexer);
  bool fresh = column == 0, after_blank = false;
  while (!at_end(lexer)) {
    int32_t c = peek(lexer);
    if (is_break(c)) {
      fresh = true;
      column = 0;
    } else if (is_blank(c)) {
      column++;
    } else {
      break;
    }
    skip(lexer);
    after_blank = true;
  }
  *is_fresh = fresh;
  mark(lexer);
  int32_t c = peek(lexer);
  if (at_end(lexer)) return false;
  if (state->next == NEXT_MARKER) {
    state->next = NEXT_ANYTHING;
    advance(lexer);
    pass_blanks(lexer);
    while (peek(lexer) == '-') advance(lexer);
    mark(lexer);
    put(state, INDENT_ALLOWED, false);
    state->mode = MARKER;
    return token(lexer, MARKER_OPEN);
  }
  if (state->next == NEXT_HEADER && state->count < MAX_FRAMES) {
    state->next = NEXT_ANYTHING;
    advance(lexer);
    mark(lexer);
    state->mode = HEADER;
    put(state, INDENT_ALLOWED, false);
    open_frame(state, SECTION, 0, narrow(column), 0);
    return token(lexer, HEADER_OPEN);
  }
  if (c == '#') {
    advance(lexer);
    if (peek(lexer) == '#' && (fresh || after_blank)) {
      advance(lexer);
      mark(lexer);
      return scan_hashes(state, lexer, fresh);
    }
    mark(lexer);
    put(state, LINE_START, false);
    put(state, INDENT_ALLOWED, false);
    return scan_comment_text(state, lexer);
  }
  if (c == '{' && !state->key) {
    advance(lexer);
    if (peek(lexer) == '#') {
      scan_brace_comment(lexer);
      return after_comment(state, lexer);
    }
    if (peek(lexer) == '%') {
      advance(lexer);
      return enter_braces(state, lexer, true);
    }
    begin_entry(state, column);
    return scan_brace(state, lexer);
  }
  begin_entry(state, column);
  return false;
}

// A dash, a question mark or a colon, and a blank: what an entry may begin with.
static bool take_indicator(State *state, TSLexer *lexer, enum Token kind) {
  int dash = state->column;
  mark(lexer);
  put(state, KEYED, false);
  begin_value(state);
  state->keep = state->count;
  state->key = 0;
  pass_blanks(lexer);
  if (ends_line(lexer) || peek(lexer) == '#') return token(lexer, kind);
  int column = (int)lexer->get_column(lexer);
  if (peek(lexer) == '{') {
    Line line = read_line(lexer, false, column);
    Frame *body = line.keyword.bodies ? body_of(state, line.keyword.bodies) : NULL;
    if (body && body->kind == BODY) {
      put(state, CLOSE_LINE, true);
      state->keep = (uint16_t)(body - state->frames + 1);
      return token(lexer, kind);
    }
  } else {
    state->key = key_at(state, lexer, false, false);
  }
  put(state, PUSH, true);
  state->push = narrow(column);
  state->push_parent = (int16_t)dash;
  return token(lexer, kind);
}

static bool document_marker(State *state, TSLexer *lexer) {
  put(state, INDENT_ALLOWED, false);
  settle(state, lexer);
  return token(lexer, DOCUMENT_MARKER);
}

// What begins with one of `- < > = ?`.
static bool scan_sign(State *state, TSLexer *lexer, bool fresh, bool at_entry, int32_t c) {
  Scalar scalar = {{0}, 0};
  bool block = !in_flow(state);
  advance(lexer);
  add(&scalar, c);
  if (at_entry && block && ends_word(lexer) && (c == '-' || c == '?') && state->count < MAX_FRAMES) return take_indicator(state, lexer, c == '-' ? DASH : QUESTION);
  bool is_line = fresh && is_operator(c, peek(lexer)) && !state->key;
  if (is_line) {
    int32_t second = peek(lexer);
    advance(lexer);
    add(&scalar, second);
    if (is_blank(peek(lexer))) {
      mark(lexer);
      bool at_line = block;
      if (c != '=') return enter_statement(state, lexer, at_line, false);
      state->mode = LINE_STATEMENT;
      put(state, AT_LINE, at_line);
      if (at_line) put(state, INDENT_ALLOWED, false);
      return token(lexer, at_line ? PRINT : INLINE_PRINT);
    }
    if (c == '-' && peek(lexer) == '-' && state->column == 0 && block) {
      advance(lexer);
      add(&scalar, '-');
      if (ends_word(lexer)) {
        mark(lexer);
        return document_marker(state, lexer);
      }
    }
  }
  mark(lexer);
  if (c == '>' && has(state, VALUE_ALLOWED) && block && !is_line) {
    while (is_digit(peek(lexer)) || peek(lexer) == '+' || peek(lexer) == '-') advance(lexer);
    mark(lexer);
    pass_blanks(lexer);
    bool ends = ends_line(lexer) || peek(lexer) == '#';
    if (ends && open_frame(state, SCALAR, 0, (int16_t)owner_column(state), 0)) {
      end_value(state);
      return token(lexer, BLOCK_SCALAR_HEADER);
    }
  }
  return scan_plain(state, lexer, &scalar);
}

static bool scan_line_end(State *state, TSLexer *lexer) {
  Frame *flow = innermost_of(state, FLOW);
  if (flow) return close_flow(state, lexer, FLOW_UNCLOSED);
  end_value(state);
  if (has(state, CLOSE_LINE)) {
    put(state, CLOSE_LINE, false);
    put(state, LINE_START, true);
    put(state, PUSH, false);
    state->key = 0;
    return token(lexer, LINE_END);
  }
  settle(state, lexer);
  return token(lexer, LINE_END);
}

static bool scan_text(State *state, TSLexer *lexer) {
  bool fresh = false, after_blank = false;
  if (state->yaml_quote) return scan_quoted(state, lexer);
  mark(lexer);
  if (has(state, LINE_START)) {
    Frame *scalar = innermost_of(state, SCALAR);
    if (scalar) return scan_block_scalar(state, lexer, scalar);
    if (take_structure(state, lexer)) return true;
    if (scan_line_start(state, lexer, &fresh)) return true;
    if (at_end(lexer)) return false;
  }
  bool at_entry = has(state, ENTRY_START);
  put(state, ENTRY_START, false);
  if (state->part >= TAG) {
    if (scan_word(state, lexer)) return true;
    state->part = NOTHING;
  }
  Frame *block_scalar = innermost_of(state, SCALAR);
  if (block_scalar && state->part != YAML_COMMENT) return scan_block_scalar(state, lexer, block_scalar);
  if (has(state, CLOSE_LINE)) return scan_line_end(state, lexer);
  if (has(state, PUSH)) return take_structure(state, lexer);

  Frame *flow = innermost_of(state, FLOW);
  while (!at_end(lexer) && (is_blank(peek(lexer)) || (is_break(peek(lexer)) && flow && (flow->detail & CLOSED)))) {
    if (is_break(peek(lexer))) {
      fresh = true;
      state->part = NOTHING;
    }
    skip(lexer);
    after_blank = true;
  }
  if (ends_line(lexer)) {
    if (state->part == YAML_COMMENT) state->part = NOTHING;
    if (block_scalar) return scan_block_scalar(state, lexer, block_scalar);
    return scan_line_end(state, lexer);
  }
  mark(lexer);
  int32_t c = peek(lexer);
  if (c == '#' && (after_blank || fresh) && state->part != YAML_COMMENT) {
    advance(lexer);
    if (peek(lexer) == '#') {
      advance(lexer);
      mark(lexer);
      return scan_hashes(state, lexer, fresh);
    }
    mark(lexer);
    return scan_comment_text(state, lexer);
  }
  if (state->part == YAML_COMMENT) {
    if (c == '#' && after_blank) {
      advance(lexer);
      if (peek(lexer) == '#') {
        advance(lexer);
        mark(lexer);
        return scan_hashes(state, lexer, false);
      }
      mark(lexer);
      return scan_comment_text(state, lexer);
    }
    if (c != '{') return scan_comment_text(state, lexer);
  }
  if (state->key && state->part != YAML_COMMENT) {
    enum Token key = (enum Token)state->key;
    state->key = 0;
    state->part = KEY;
    if (!flow) put(state, KEYED, true);
    return token(lexer, key);
  }
  if (state->part == KEY && c == ':') {
    advance(lexer);
    if (ends_word(lexer) || flow) {
      mark(lexer);
      begin_value(state);
      return within_line(state, lexer, COLON);
    }
    Scalar scalar = {{0}, 0};
    mark(lexer);
    return scan_plain(state, lexer, &scalar);
  }
  bool value = has(state, VALUE_ALLOWED) && (state->part == NOTHING || state->part == KEY);
  if (c == '{') {
    advance(lexer);
    return scan_brace(state, lexer);
  }
  if (flow && c == '[') {
    advance(lexer);
    mark(lexer);
    return open_flow(state, lexer, '[');
  }
  if (flow && is_flow_sign(c)) return scan_flow_sign(state, lexer, c);
  if (value && (c == '"' || c == '\'')) {
    advance(lexer);
    mark(lexer);
    QuoteReach reach = quote_reach(lexer, c, owner_column(state));
    put(state, QUOTE_CLOSED, reach.is_closed);
    put(state, HASH_ALLOWED, false);
    state->yaml_quote = (uint8_t)c;
    return token(lexer, c == '"' ? DOUBLE_QUOTE_OPEN : SINGLE_QUOTE_OPEN);
  }
  if (state->part == NOTHING && value) {
    Scalar scalar = {{0}, 0};
    switch (c) {
      case '&':
      case '*':
        advance(lexer);
        add(&scalar, c);
        mark(lexer);
        if (is_word(peek(lexer)) || peek(lexer) == '{') {
          state->part = ANCHOR;
          put(state, VALUE_ALLOWED, c == '&');
          return token(lexer, c == '&' ? AMPERSAND : STAR);
        }
        return scan_plain(state, lexer, &scalar);
      case '!':
        while (!ends_name(lexer) && peek(lexer) != ':' && peek(lexer) != '@') advance(lexer);
        mark(lexer);
        state->part = TAG;
        if (ends_word(lexer)) look_for_key(state, lexer);
        return token(lexer, TAG_NAME);
      case '[':
        advance(lexer);
        mark(lexer);
        return open_flow(state, lexer, '[');
      case '|':
        advance(lexer);
        add(&scalar, c);
        while (is_digit(peek(lexer)) || peek(lexer) == '+' || peek(lexer) == '-') {
          add(&scalar, peek(lexer));
          advance(lexer);
        }
        mark(lexer);
        pass_blanks(lexer);
        if (!flow && (ends_line(lexer) || peek(lexer) == '#') &&
            open_frame(state, SCALAR, 0, (int16_t)owner_column(state), 0)) {
          end_value(state);
          return token(lexer, BLOCK_SCALAR_HEADER);
        }
        return scan_plain(state, lexer, &scalar);
      case '%':
        if (fresh && state->column == 0 && !flow) {
          pass_line(lexer);
          mark(lexer);
          put(state, INDENT_ALLOWED, false);
          return token(lexer, DIRECTIVE);
        }
        // fallthrough
      case '@':
      case '`':
      case ']':
      case '}':
      case ',':
        advance(lexer);
        mark(lexer);
        end_value(state);
        state->part = PLAIN;
        return token(lexer, INVALID_TEXT);
      case '.':
        if (fresh && state->column == 0 && !flow) {
          unsigned dots = 0;
          for (; peek(lexer) == '.'; dots++) {
            add(&scalar, '.');
            advance(lexer);
          }
          mark(lexer);
          if (dots == 3 && ends_word(lexer)) return document_marker(state, lexer);
          return scan_plain(state, lexer, &scalar);
        }
        break;
      case '-':
      case '<':
      case '>':
      case '=':
      case '?':
        return scan_sign(state, lexer, fresh, at_entry, c);
      default:
        break;
    }
  } else if (flow && fresh && (c == '-' || c == '<' || c == '>' || c == '=')) {
    return scan_sign(state, lexer, fresh, at_entry, c);
  }
  if (flow && c == ':') {
    advance(lexer);
    mark(lexer);
    if (ends_word(lexer) || is_flow_sign(peek(lexer))) return token(lexer, INVALID_TEXT);
    Scalar scalar = {{0}, 0};
    add(&scalar, c);
    return scan_plain(state, lexer, &scalar);
  }
  Scalar scalar = {{0}, 0};
  return scan_plain(state, lexer, &scalar);
}

// ---------------------------------------------------------------- What tree-sitter calls

void *tree_sitter_forgather_external_scanner_create(void) { return ts_calloc(1, sizeof(State)); }

void tree_sitter_forgather_external_scanner_destroy(void *payload) { ts_free(payload); }

unsigned tree_sitter_forgather_external_scanner_serialize(void *payload, char *buffer) {
  return write_state(payload, buffer);
}

void tree_sitter_forgather_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  read_state(payload, buffer, length);
}

bool tree_sitter_forgather_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  State *state = payload;
  if (!has(state, STARTED)) {
    mark(lexer);
    settle(state, lexer);
    put(state, STARTED, true);
    return token(lexer, FILE_START);
  }
  switch (state->mode) {
    case MARKER:
      return scan_marker(state, lexer);
    case HEADER:
      return scan_header(state, lexer);
    case RAW:
      return scan_raw(state, lexer);
    case TEXT:
      return scan_text(state, lexer);
    default:
      return scan_jinja(state, lexer, valid);
  }
}
