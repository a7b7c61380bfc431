// The text between statements: YAML as far as it can be seen without expanding it.

#ifndef FORGATHER_YAML_H_
#define FORGATHER_YAML_H_

#include "jinja.h"
#include "scalar.h"

// Behind a property at the beginning of a line or of an item: whether a key follows.
static void look_for_key(State *state, TSLexer *lexer) {
  if (innermost_of(state, FLOW)) {
    look_for_flow_key(state, lexer);
    return;
  }
  if (has(state, KEYED) || !is_blank(peek(lexer))) return;
  pass_blanks(lexer);
  state->key = key_at(state, lexer, false, false);
}

static bool is_flow_sign(int32_t c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }

// `{{` was read and marked.
static bool enter_interpolation(State *state, TSLexer *lexer, enum Token kind) {
  bool assigns = false;
  if (peek(lexer) == '-' || peek(lexer) == '+') {
    advance(lexer);
    mark(lexer);
  }
  state->mode = BRACE_EXPRESSION;
  state->reach = (uint8_t)braces_reach(lexer, '}', MAX_LINES, &assigns);
  put(state, AT_LINE, false);
  return token(lexer, kind);
}

// `{%` was read.
static bool enter_braces(State *state, TSLexer *lexer, bool at_line) {
  if (peek(lexer) == '-' || peek(lexer) == '+') advance(lexer);
  mark(lexer);
  return enter_statement(state, lexer, at_line, true);
}

// Behind `{`, at the `#` of a comment to `#}`, or to the end of the line if there is none.
static bool scan_brace_comment(TSLexer *lexer) {
  bool is_marked = false;
  advance(lexer);
  for (unsigned left = 20000; left > 0 && !at_end(lexer); left--) {
    int32_t c = peek(lexer);
    if (is_break(c) && !is_marked) {
      mark(lexer);
      is_marked = true;
    }
    advance(lexer);
    if (c == '#' && peek(lexer) == '}') {
      advance(lexer);
      mark(lexer);
      return token(lexer, COMMENT);
    }
    if (c == '{' && peek(lexer) == '#') break;
  }
  if (!is_marked) {
    pass_line(lexer);
    mark(lexer);
  }
  return token(lexer, COMMENT);
}

// What a comment is followed by: another line, or the rest of a text.
static bool after_comment(State *state, TSLexer *lexer) {
  if (has(state, LINE_START)) settle(state, lexer);
  else if (in_flow(state) && has(state, VALUE_ALLOWED)) look_for_flow_key(state, lexer);
  else if (state->part == NOTHING) look_for_end(state, lexer);
  return token(lexer, COMMENT);
}

// At `##` behind a blank or at the beginning of a line: a comment to the end of the line, if it is the last one of the line
// (`at_start`: or nothing is before it); else a comment of YAML up to the next.
static bool scan_hashes(State *state, TSLexer *lexer, bool at_start) {
  bool after_blank = false, is_cut = false;
  while (!ends_line(lexer)) {
    int32_t c = peek(lexer);
    if (c == '#' && after_blank && !at_start) {
      advance(lexer);
      if (peek(lexer) == '#') is_cut = true;
      after_blank = false;
      if (!is_cut) mark(lexer);
      continue;
    }
    advance(lexer);
    after_blank = is_blank(c);
    if (!after_blank && !is_cut) mark(lexer);
  }
  if (!is_cut) return after_comment(state, lexer);
  state->part = YAML_COMMENT;
  put(state, LINE_START, false);
  return token(lexer, YAML_COMMENT_TEXT);
}

// The rest of a comment of YAML, up to an expression or ` ##`.
static bool scan_comment_text(State *state, TSLexer *lexer) {
  bool after_blank = false;
  while (!ends_line(lexer)) {
    int32_t c = peek(lexer);
    advance(lexer);
    if (c == '#' && after_blank && peek(lexer) == '#') break;
    if (c == '{' && opens_braces(lexer)) {
      if (peek(lexer) == '%') {
        advance(lexer);
        look_behind_braces(state, lexer);
      }
      break;
    }
    after_blank = is_blank(c);
    if (!after_blank) mark(lexer);
  }
  state->part = YAML_COMMENT;
  if (ends_line(lexer) && in_flow(state) && has(state, VALUE_ALLOWED)) look_for_flow_key(state, lexer);
  return token(lexer, YAML_COMMENT_TEXT);
}

// ---------------------------------------------------------------- Quoted strings

static bool scan_quoted(State *state, TSLexer *lexer) {
  int32_t quote = state->yaml_quote;
  bool any = false, is_marked = false, after_blank = false, at_start = false;
  mark(lexer);
  for (;; any = true) {
    int32_t c = peek(lexer);
    if (at_end(lexer) || is_break(c)) {
      if (any) mark(lexer);
      if (any) return token(lexer, STRING_TEXT);
      if (at_end(lexer) || !has(state, QUOTE_CLOSED)) {
        state->yaml_quote = 0;
        end_value(state);
        return token(lexer, STRING_UNCLOSED);
      }
      while (is_break(peek(lexer)) || is_blank(peek(lexer))) skip(lexer);
      mark(lexer);
      at_start = true;
      after_blank = true;
      c = peek(lexer);
      if (c == '-' || c == '<' || c == '>' || c == '=') {
        advance(lexer);
        if (is_operator(c, peek(lexer))) {
          advance(lexer);
          if (is_blank(peek(lexer))) {
            mark(lexer);
            if (c != '=') return enter_statement(state, lexer, false, false);
            state->mode = LINE_STATEMENT;
            put(state, AT_LINE, false);
            return token(lexer, INLINE_PRINT);
          }
        }
        mark(lexer);
        is_marked = true;
        after_blank = false;
        continue;
      }
      if (at_end(lexer)) continue;
    }
    if (c == quote) {
      if (any) {
        mark(lexer);
        return token(lexer, STRING_TEXT);
      }
      advance(lexer);
      mark(lexer);
      if (quote == '\'' && peek(lexer) == '\'') {
        advance(lexer);
        mark(lexer);
        return token(lexer, ESCAPE);
      }
      state->yaml_quote = 0;
      // What is behind the quotes of a key is its colon.
      if (state->part == KEY) put(state, VALUE_ALLOWED, false);
      else end_value(state);
      return within_line(state, lexer, QUOTE_CLOSE);
    }
    if (c == '\\' && quote == '"') {
      if (any) {
        mark(lexer);
        return token(lexer, STRING_TEXT);
      }
      advance(lexer);
      int32_t kind = peek(lexer);
      if (!ends_line(lexer)) advance(lexer);
      unsigned digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
      while (digits-- > 0 && (is_digit(peek(lexer)) || is_letter(peek(lexer)))) advance(lexer);
      mark(lexer);
      return token(lexer, ESCAPE);
    }
    if (c == '{') {
      if (any) mark(lexer);
      advance(lexer);
      if (opens_braces(lexer)) {
        if (any) return token(lexer, STRING_TEXT);
        int32_t second = peek(lexer);
        if (second == '#') {
          // A comment, if it ends on the line; else two characters.
          advance(lexer);
          mark(lexer);
          while (!ends_line(lexer)) {
            int32_t inner = peek(lexer);
            advance(lexer);
            if (inner == '#' && peek(lexer) == '}') {
              advance(lexer);
              mark(lexer);
              return token(lexer, COMMENT);
            }
          }
          return token(lexer, STRING_TEXT);
        }
        advance(lexer);
        mark(lexer);
        return second == '{' ? enter_interpolation(state, lexer, INTERPOLATION_OPEN)
                             : enter_braces(state, lexer, false);
      }
      mark(lexer);
      is_marked = true;
      after_blank = false;
      continue;
    }
    if (c == '#' && (after_blank || at_start)) {
      advance(lexer);
      if (peek(lexer) == '#') {
        if (has(state, HASH_ALLOWED)) {
          put(state, HASH_ALLOWED, false);
        } else if (!any && at_start) {
          pass_line(lexer);
          mark(lexer);
          return token(lexer, COMMENT);
        } else {
          bool is_comment = !has_hashes(lexer, false);
          put(state, HASH_ALLOWED, !is_comment);
          if (is_marked || !is_comment) return token(lexer, STRING_TEXT);
          if (has(state, QUOTE_CLOSED)) {
            mark(lexer);
            return token(lexer, COMMENT);
          }
          state->yaml_quote = 0;
          end_value(state);
          return token(lexer, STRING_UNCLOSED);
        }
      }
      mark(lexer);
      is_marked = true;
      after_blank = false;
      continue;
    }
    after_blank = is_blank(c);
    advance(lexer);
    if (!after_blank) mark(lexer);
    is_marked = is_marked || !after_blank;
  }
}

// ---------------------------------------------------------------- Plain scalars

// The rest of a plain scalar or of a key, `scalar` holds what was read of it.
static bool scan_plain(State *state, TSLexer *lexer, Scalar *scalar) {
  bool flow = in_flow(state), is_key = state->part == KEY, after_blank = false, goes_on = false;
  while (!ends_line(lexer)) {
    int32_t c = peek(lexer);
    if (c == '#' && after_blank) break;
    if (is_key && c == ':') {
      mark(lexer);
      advance(lexer);
      if (ends_word(lexer) || (flow && is_flow_sign(peek(lexer)))) goto done;
      mark(lexer);
      after_blank = false;
      continue;
    }
    if (flow && c != '{' && is_flow_sign(c)) break;
    if (c == '{') {
      advance(lexer);
      if (flow && peek(lexer) != '{' && peek(lexer) != '%') break;
      if (peek(lexer) == '{') {
        goes_on = true;
        break;
      }
      if (peek(lexer) == '#') break;
      if (peek(lexer) == '%') {
        advance(lexer);
        goes_on = flow || is_key || !look_behind_braces(state, lexer);
        break;
      }
      add(scalar, '{');
      mark(lexer);
      after_blank = false;
      continue;
    }
    if (flow && c == ':') {
      advance(lexer);
      if (ends_word(lexer) || is_flow_sign(peek(lexer))) break;
      add(scalar, ':');
      mark(lexer);
      after_blank = false;
      continue;
    }
    after_blank = is_blank(c);
    advance(lexer);
    add(scalar, c);
    if (!after_blank) mark(lexer);
  }
done:
  if (is_key) {
    // A quote behind this is no more than a quote.
    put(state, VALUE_ALLOWED, false);
    return token(lexer, PLAIN_TEXT);
  }
  bool is_whole = state->part != PLAIN && !goes_on;
  enum Token kind = is_whole ? kind_of(scalar) : PLAIN_TEXT;
  end_value(state);
  state->part = PLAIN;
  return token(lexer, kind);
}

// ---------------------------------------------------------------- Collections

static bool open_flow(State *state, TSLexer *lexer, char bracket) {
  FlowReach reach = flow_reach(lexer, bracket, owner_column(state));
  uint8_t detail = (uint8_t)((bracket == '{' ? MAPPING : 0) | (reach.is_closed ? CLOSED : 0));
  enum Token kind = bracket == '{' ? MAPPING_OPEN : SEQUENCE_OPEN;
  if (!open_frame(state, FLOW, detail, 0, 0)) {
    end_value(state);
    return token(lexer, INVALID_TEXT);
  }
  begin_value(state);
  state->key = reach.is_key ? KEY_START : 0;
  return token(lexer, kind);
}

static bool close_flow(State *state, TSLexer *lexer, enum Token kind) {
  remove_frame(state, innermost(state));
  end_value(state);
  state->key = 0;
  if (in_flow(state)) return token(lexer, kind);
  return within_line(state, lexer, kind);
}

// A bracket or a comma in a collection.
static bool scan_flow_sign(State *state, TSLexer *lexer, int32_t c) {
  Frame *frame = innermost_of(state, FLOW);
  if (c == ',') {
    advance(lexer);
    mark(lexer);
    begin_value(state);
    look_for_flow_key(state, lexer);
    return token(lexer, COMMA);
  }
  bool closes_mapping = c == '}';
  if (closes_mapping == ((frame->detail & MAPPING) != 0)) {
    advance(lexer);
    mark(lexer);
    return close_flow(state, lexer, closes_mapping ? MAPPING_CLOSE : SEQUENCE_CLOSE);
  }
  for (unsigned at = state->count; at > 0; at--) {
    Frame *outer = &state->frames[at - 1];
    if (outer->kind == FLAT) continue;
    if (outer->kind != FLOW) break;
    if (closes_mapping == ((outer->detail & MAPPING) != 0)) return close_flow(state, lexer, FLOW_UNCLOSED);
  }
  advance(lexer);
  mark(lexer);
  return token(lexer, INVALID_TEXT);
}

// ---------------------------------------------------------------- Braces

// Behind `{`, wherever it stands.
static bool scan_brace(State *state, TSLexer *lexer) {
  int32_t second = peek(lexer);
  bool is_word = state->part >= TAG, is_comment = state->part == YAML_COMMENT;
  if (state->part == KEY) put(state, VALUE_ALLOWED, false);
  if (second == '#') {
    scan_brace_comment(lexer);
    return after_comment(state, lexer);
  }
  if (second == '{') {
    advance(lexer);
    mark(lexer);
    if (is_word) return enter_interpolation(state, lexer, WORD_INTERPOLATION_OPEN);
    if (state->part == NOTHING) begin_plain(state);
    return enter_interpolation(state, lexer, INTERPOLATION_OPEN);
  }
  if (second == '%') {
    advance(lexer);
    if (is_word || state->part == NOTHING) begin_plain(state);
    return enter_braces(state, lexer, false);
  }
  mark(lexer);
  if (is_comment) return scan_comment_text(state, lexer);
  bool is_value = has(state, VALUE_ALLOWED) && (is_word || state->part == NOTHING);
  if (is_value || in_flow(state)) return open_flow(state, lexer, '{');
  Scalar scalar = {{0}, 0};
  add(&scalar, '{');
  return scan_plain(state, lexer, &scalar);
}

// ---------------------------------------------------------------- Tags, anchors and aliases

static bool ends_name(TSLexer *lexer) { return ends_word(lexer) || is_flow_sign(peek(lexer)); }

// The rest of a tag, an anchor or an alias; false, with nothing read, if it ends here.
static bool scan_word(State *state, TSLexer *lexer) {
  int32_t c = peek(lexer);
  if (c == '{') {
    advance(lexer);
    return scan_brace(state, lexer);
  }
  if (ends_name(lexer)) return false;
  enum Part part = (enum Part)state->part;
  if (part == TAG && c != ':' && c != '@') return false;
  if ((part == TAG || part == SPEC) && (c == ':' || c == '@')) {
    advance(lexer);
    mark(lexer);
    state->part = c == ':' ? SPEC : NODE_NAME;
    if (ends_word(lexer)) look_for_key(state, lexer);
    return token(lexer, c == ':' ? TAG_COLON : AT);
  }
  while (!ends_name(lexer)) {
    c = peek(lexer);
    if (part == SPEC && (c == ':' || c == '@')) break;
    advance(lexer);
    mark(lexer);
  }
  if (ends_word(lexer)) {
    if (part != ANCHOR || has(state, VALUE_ALLOWED)) look_for_key(state, lexer);
  }
  return token(lexer, part == SPEC ? SPEC_TEXT : part == NODE_NAME ? NODE_NAME_TEXT : ANCHOR_TEXT);
}

// ---------------------------------------------------------------- Block scalars

// At the end of a line of a block scalar: whether the next is one of it.
static bool scan_block_scalar_break(State *state, TSLexer *lexer, Frame *frame) {
  int column = 0;
  bool dash, stays;
  while (is_break(peek(lexer)) || is_blank(peek(lexer))) {
    column = is_break(peek(lexer)) ? 0 : column + 1;
    advance(lexer);
  }
  int32_t first = peek(lexer);
  if (first == '#') {
    advance(lexer);
    bool is_comment = peek(lexer) == '#';
    bool marks = !is_comment && column == 0 && is_marker(lexer);
    stays = !marks && column > frame->column;
    if (is_comment && !stays) stays = next_text_column(lexer, &dash) > frame->column;
  } else {
    Line line = read_line(lexer, true, column);
    switch (line.kind) {
      case END_OF_FILE:
      case BLOCK_HEADER:
        stays = false;
        break;
      case STATEMENT_LINE:
      case STATEMENT_IN_BRACES: {
        Frame *body = line.keyword.bodies ? body_of(state, line.keyword.bodies) : NULL;
        stays = !(body && body->kind == BODY) &&
                (column > frame->column || next_text_column(lexer, &dash) > frame->column);
        break;
      }
      case PRINT_LINE:
        stays = column > frame->column || next_text_column(lexer, &dash) > frame->column;
        break;
      default:
        stays = column > frame->column;
    }
  }
  if (stays) {
    put(state, LINE_START, true);
    return token(lexer, BLOCK_SCALAR_BREAK);
  }
  remove_frame(state, frame);
  return token(lexer, BLOCK_SCALAR_END);
}

static bool scan_block_scalar(State *state, TSLexer *lexer, Frame *frame) {
  bool at_start = has(state, LINE_START), after_blank = at_start, any = false;
  mark(lexer);
  if (has(state, CLOSE_LINE)) {
    remove_frame(state, frame);
    return token(lexer, BLOCK_SCALAR_END);
  }
  if (at_start) {
    while (!at_end(lexer) && (is_break(peek(lexer)) || is_blank(peek(lexer)))) skip(lexer);
    put(state, LINE_START, false);
    int32_t c = peek(lexer);
    mark(lexer);
    if (c == '-' || c == '<' || c == '>' || c == '=') {
      advance(lexer);
      any = true;
      if (is_operator(c, peek(lexer))) {
        advance(lexer);
        if (is_blank(peek(lexer))) {
          mark(lexer);
          if (c != '=') return enter_statement(state, lexer, false, false);
          state->mode = LINE_STATEMENT;
          put(state, AT_LINE, false);
          return token(lexer, INLINE_PRINT);
        }
      }
      mark(lexer);
      after_blank = false;
    }
  } else {
    while (is_blank(peek(lexer))) {
      skip(lexer);
      after_blank = true;
    }
  }
  while (!ends_line(lexer)) {
    int32_t c = peek(lexer);
    if (c == '#' && after_blank) {
      advance(lexer);
      if (peek(lexer) == '#') {
        if (has(state, HASH_ALLOWED)) {
          put(state, HASH_ALLOWED, false);
        } else {
          bool is_comment = (at_start && !any) || !has_hashes(lexer, false);
          if (any) return token(lexer, BLOCK_SCALAR_TEXT);
          if (is_comment) {
            pass_line(lexer);
            mark(lexer);
            return token(lexer, COMMENT);
          }
          put(state, HASH_ALLOWED, true);
          return token(lexer, BLOCK_SCALAR_TEXT);
        }
      }
    } else if (c == '{') {
      advance(lexer);
      if (opens_braces(lexer)) {
        int32_t second = peek(lexer);
        if (any) {
          if (second == '%') {
            advance(lexer);
            look_behind_braces(state, lexer);
          }
          return token(lexer, BLOCK_SCALAR_TEXT);
        }
        if (second == '#') return scan_brace_comment(lexer);
        advance(lexer);
        mark(lexer);
        return second == '{' ? enter_interpolation(state, lexer, INTERPOLATION_OPEN)
                             : enter_braces(state, lexer, false);
      }
    } else {
      advance(lexer);
    }
    any = true;
    after_blank = is_blank(c);
    if (!after_blank) mark(lexer);
  }
  if (any) return token(lexer, BLOCK_SCALAR_TEXT);
  return scan_block_scalar_break(state, lexer, frame);
}

#endif
