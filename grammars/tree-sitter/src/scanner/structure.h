// What lines belong to: which entries, bodies and sections end before a line, and whether entries begin below another.

#ifndef FORGATHER_STRUCTURE_H_
#define FORGATHER_STRUCTURE_H_

#include "reach.h"

// Which frames a line at a column is not within; `is_text`: whether the line is an entry itself.
static inline void close_deeper(State *state, int column, bool is_text, bool dash) {
  for (unsigned at = state->count; at > 0; at--) {
    Frame *frame = &state->frames[at - 1];
    if (frame->kind == FLAT) continue;
    if (frame->kind != INDENTED) break;
    bool same = frame->column == column && (frame->detail & SAME_COLUMN) && is_text && !dash;
    if (frame->column <= column && !same) break;
    state->keep = (uint16_t)(at - 1);
  }
}

// A header closes the sections as deep or deeper; says whether there were any.
static inline bool close_sections(State *state, int column) {
  bool found = false;
  for (unsigned at = state->count; at > 0; at--) {
    Frame *frame = &state->frames[at - 1];
    if (frame->kind == BODY) break;
    if (frame->kind != SECTION) continue;
    if (frame->column < column) break;
    state->keep = (uint16_t)(at - 1);
    found = true;
  }
  return found;
}

// The token that begins the key at hand, or 0.
static inline uint8_t key_at(State *state, TSLexer *lexer, bool at_margin, bool in_flow) {
  int32_t first = peek(lexer);
  if (!is_key(state, lexer, in_flow)) return 0;
  if (!at_margin) return KEY_START;
  return first == '.' ? DOT_NAME_START : TARGET_START;
}

static bool in_flow(State *state) { return innermost_of(state, FLOW) != NULL; }

// What comes behind a key, a dash or a comma.
static inline void begin_value(State *state) {
  state->part = NOTHING;
  put(state, VALUE_ALLOWED, true);
}

static inline void begin_plain(State *state) {
  state->part = PLAIN;
  put(state, VALUE_ALLOWED, false);
}

static inline void end_value(State *state) {
  state->part = NOTHING;
  put(state, VALUE_ALLOWED, false);
}

// Behind what a key may follow, in a collection: the token that begins it, if it does.
static void look_for_flow_key(State *state, TSLexer *lexer) {
  Frame *frame = innermost_of(state, FLOW);
  state->key = 0;
  if (!frame) return;
  for (;;) {
    pass_blanks(lexer);
    if (at_end(lexer)) return;
    if (is_break(peek(lexer))) {
      if (!(frame->detail & CLOSED)) return;
      pass_break(lexer);
    } else if (peek(lexer) == '#') {
      pass_line(lexer);
    } else {
      break;
    }
  }
  int32_t first = peek(lexer);
  if (first == '-' || first == '<' || first == '>' || first == '=') return;
  state->key = key_at(state, lexer, false, true);
}

// Behind what ends a line or a statement: decides from what is next what ends here and what begins. The lexer is at the end
// of the token, which is marked.
static void settle(State *state, TSLexer *lexer) {
  bool fresh = !has(state, STARTED);
  int column = 0;
  state->keep = state->count;
  state->key = 0;
  state->next = NEXT_ANYTHING;
  put(state, PUSH, false);
  put(state, LINE_START, true);
  if (!fresh) column = (int)lexer->get_column(lexer);
  bool after_blank = false;
  while (!at_end(lexer)) {
    int32_t c = peek(lexer);
    if (is_break(c)) {
      pass_break(lexer);
      fresh = true;
      column = 0;
    } else if (is_blank(c)) {
      advance(lexer);
      column++;
    } else {
      break;
    }
    after_blank = true;
  }
  // A comment behind a statement belongs to its line.
  if (!fresh && after_blank && peek(lexer) == '#') return;
  int32_t first = peek(lexer);
  Line line;
  if (first != '#' && first != '[' && first != '{' && first != '-' && first != '<' && first != '>' && first != '=') {
    line = (Line){at_end(lexer) ? END_OF_FILE : TEXT_LINE, {IS_LEAF, OTHER_STATEMENT, 0, true}, false, 0};
    line.key = key_at(state, lexer, fresh && column == 0, false);
  } else if (first == '{') {
    // An expression may be a part of a key.
    line = (Line){TEXT_LINE, {IS_LEAF, OTHER_STATEMENT, 0, true}, false, 0};
    advance(lexer);
    if (peek(lexer) == '{') {
      pass_braces(lexer);
      if (peek(lexer) == ':') {
        advance(lexer);
        if (ends_word(lexer)) line.key = fresh && column == 0 ? TARGET_START : KEY_START;
      } else {
        line.key = key_at(state, lexer, fresh && column == 0, false);
        if (line.key == DOT_NAME_START) line.key = TARGET_START;
      }
    } else if (peek(lexer) == '%') {
      advance(lexer);
      if (peek(lexer) == '-' || peek(lexer) == '+') advance(lexer);
      line.kind = STATEMENT_IN_BRACES;
      line.keyword = read_keyword(lexer, true);
    } else if (peek(lexer) == '#') {
      line.kind = COMMENT_LINE;
    }
  } else {
    line = read_line(lexer, fresh, column);
    // What looked like an operator or a dash may be a key: `<<: *base`, `-x: 1`.
    if (line.kind == TEXT_LINE && !line.dash && first != '[' && first != '#')
      line.key = is_plain_key(state, lexer, false) ? (fresh && column == 0 ? TARGET_START : KEY_START) : 0;
  }
  int depth = column;
  bool is_text = line.kind == TEXT_LINE, dash = line.dash;
  switch (line.kind) {
    case END_OF_FILE:
    case SPLIT_MARKER:
      state->keep = 0;
      state->next = line.kind == SPLIT_MARKER ? NEXT_MARKER : NEXT_ANYTHING;
      return;
    case BLOCK_HEADER:
      state->next = NEXT_HEADER;
      if (close_sections(state, column)) return;
      break;
    case STATEMENT_LINE:
    case STATEMENT_IN_BRACES: {
      Frame *body = line.keyword.bodies ? body_of(state, line.keyword.bodies) : NULL;
      if (body && body->kind == BODY) {
        state->keep = (uint16_t)(body - state->frames + 1);
        return;
      }
      break;
    }
    case COMMENT_LINE:
    case PRINT_LINE:
    case TEXT_LINE:
      break;
  }
  if (!is_text) {
    int next = next_text_column(lexer, &dash);
    if (next > depth) depth = next;
    is_text = next == depth;
  }
  close_deeper(state, depth, is_text, dash);
  bool closes = false;
  for (unsigned at = state->keep; at < state->count; at++) closes = closes || state->frames[at].kind != FLAT;
  if (!closes && has(state, INDENT_ALLOWED)) {
    Frame *frame = innermost_of(state, INDENTED);
    bool below = has(state, KEYED) && dash && is_text && depth == state->column &&
                 !(frame && frame->column == depth && (frame->detail & SAME_COLUMN));
    if (depth > state->column || below) {
      put(state, PUSH, true);
      state->push = narrow(depth);
      state->push_parent = state->column;
    }
  }
  state->key = line.key;
}

// Hands out what was decided, one after the other; false if nothing is left of it.
static bool take_structure(State *state, TSLexer *lexer) {
  for (unsigned at = state->count; at > state->keep; at--) {
    Frame *frame = &state->frames[at - 1];
    if (frame->kind == FLAT) continue;
    enum Token ends = frame->kind == SECTION ? SECTION_END : frame->kind == BODY ? BODY_UNCLOSED : DEDENT;
    remove_frame(state, frame);
    mark(lexer);
    put(state, INDENT_ALLOWED, false);
    return token(lexer, ends);
  }
  if (has(state, PUSH)) {
    put(state, PUSH, false);
    put(state, INDENT_ALLOWED, false);
    uint8_t detail = has(state, KEYED) && state->push == state->column ? SAME_COLUMN : 0;
    if (open_frame(state, INDENTED, detail, state->push, state->push_parent)) {
      state->keep = state->count;
      state->column = state->push;
      // Behind a dash the entry begins right here.
      put(state, INDENT_ALLOWED, !has(state, LINE_START));
      put(state, ENTRY_START, !has(state, LINE_START));
      mark(lexer);
      return token(lexer, INDENT);
    }
  }
  return false;
}

// Behind `{%`: whether it is the end of a body, so that the line ends before it.
static bool look_behind_braces(State *state, TSLexer *lexer) {
  bool ends = is_end_here(state, keyword_in_braces(lexer), &state->keep);
  if (ends) put(state, CLOSE_LINE, true);
  return ends;
}

// Behind a token within a line: whether the end of a body follows, so that the line ends here.
static void look_for_end(State *state, TSLexer *lexer) {
  Frame *frame = innermost(state);
  if (state->yaml_quote || (frame && frame->kind == FLOW)) return;
  pass_blanks(lexer);
  if (peek(lexer) != '{') return;
  advance(lexer);
  if (peek(lexer) != '%') return;
  advance(lexer);
  look_behind_braces(state, lexer);
}

// A token within a line.
static inline bool within_line(State *state, TSLexer *lexer, enum Token kind) {
  look_for_end(state, lexer);
  return token(lexer, kind);
}

#endif
