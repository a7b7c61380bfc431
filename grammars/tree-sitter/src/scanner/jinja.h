// Statements and expressions of Jinja2: what begins and ends them, their strings, and what is missing in them. Names,
// numbers and operators are tokens of the grammar.

#ifndef FORGATHER_JINJA_H_
#define FORGATHER_JINJA_H_

#include "structure.h"

static bool is_line_statement(const State *state) { return state->mode == LINE_STATEMENT; }

// Whether a statement ends with its line.
static bool ends_with_line(const State *state) { return is_line_statement(state) || state->reach != TO_CLOSE; }

static void leave(State *state) {
  bool is_raw = state->next == NEXT_RAW;
  state->mode = is_raw ? RAW : TEXT;
  state->next = NEXT_ANYTHING;
}

// Behind the end of a statement: back to where it stands.
static void resume(State *state, TSLexer *lexer) {
  if (state->mode == RAW) return;
  if (has(state, AT_LINE)) settle(state, lexer);
  else if (!state->yaml_quote && in_flow(state) && state->part == NOTHING && has(state, VALUE_ALLOWED)) look_for_flow_key(state, lexer);
  else look_for_end(state, lexer);
}

// Behind the end of a statement that something follows on the line: it decides what is next.
static void begin_line(State *state) {
  if (state->mode == RAW || !has(state, AT_LINE)) return;
  state->keep = state->count;
  state->key = 0;
  put(state, LINE_START, true);
}

// `-%}`, `}}` and the like.
static bool take_close(State *state, TSLexer *lexer, bool in_bracket) {
  int32_t close = state->mode == BRACE_EXPRESSION ? '}' : '%';
  int32_t c = peek(lexer);
  if (c != close && c != '-' && c != '+') return false;
  if (in_bracket && state->reach == TO_CLOSE) return false;
  advance(lexer);
  if (c != close) {
    if (peek(lexer) != close) return false;
    advance(lexer);
  }
  if (peek(lexer) != '}') return false;
  // What is open in it ends before it.
  if (in_bracket) return token(lexer, BRACKET_UNCLOSED);
  advance(lexer);
  mark(lexer);
  leave(state);
  resume(state, lexer);
  return token(lexer, CLOSE);
}

// What is missing where something was expected.
static bool take_missing(TSLexer *lexer, const bool *valid) {
  if (valid[NO_OPERAND]) return token(lexer, NO_OPERAND);
  if (valid[NO_NAME]) return token(lexer, NO_NAME);
  return valid[NO_IN] && token(lexer, NO_IN);
}

static bool take_line_end(State *state, TSLexer *lexer, const bool *valid) {
  if (take_missing(lexer, valid)) return true;
  if (valid[BRACKET_UNCLOSED]) return token(lexer, BRACKET_UNCLOSED);
  bool is_line = is_line_statement(state);
  leave(state);
  return token(lexer, is_line ? LINE_STATEMENT_END : STATEMENT_UNCLOSED);
}

// Whether what is next can be an operand; looks ahead.
static bool begins_operand(TSLexer *lexer) {
  int32_t c = peek(lexer);
  if (is_digit(c) || c == '"' || c == '\'' || c == '(' || c == '[' || c == '{') return true;
  if (c == '-' || c == '+') {
    advance(lexer);
    return peek(lexer) != '%' && peek(lexer) != '}';
  }
  if (!is_word(c)) return false;
  static const char *const OPERATORS[] = {"and", "or", "in", "is", "if", "else", "elif"};
  char word[16];
  read_word(lexer, word);
  for (unsigned at = 0; at < sizeof OPERATORS / sizeof *OPERATORS; at++)
    if (strcmp(word, OPERATORS[at]) == 0) return false;
  return true;
}

static bool scan_jinja_string(State *state, TSLexer *lexer) {
  int32_t quote = state->jinja_quote;
  bool any = false, is_marked = false, after_blank = false;
  mark(lexer);
  for (;; any = true) {
    int32_t c = peek(lexer);
    bool ends = at_end(lexer) || (is_break(c) && ends_with_line(state));
    if (!ends && !is_line_statement(state) && state->reach != TO_CLOSE && (c == '}' || c == '%')) {
      if (any) mark(lexer);
      advance(lexer);
      if (peek(lexer) == '}') {
        if (any) return token(lexer, JINJA_STRING_TEXT);
        state->jinja_quote = 0;
        return token(lexer, JINJA_STRING_UNCLOSED);
      }
      mark(lexer);
      is_marked = true;
      after_blank = false;
      continue;
    }
    if (ends) {
      if (any) mark(lexer);
      if (any) return token(lexer, JINJA_STRING_TEXT);
      state->jinja_quote = 0;
      return token(lexer, JINJA_STRING_UNCLOSED);
    }
    if (c == quote) {
      if (any) {
        mark(lexer);
        return token(lexer, JINJA_STRING_TEXT);
      }
      advance(lexer);
      mark(lexer);
      state->jinja_quote = 0;
      return token(lexer, JINJA_QUOTE_CLOSE);
    }
    if (c == '\\') {
      if (any) {
        mark(lexer);
        return token(lexer, JINJA_STRING_TEXT);
      }
      advance(lexer);
      if (!ends_line(lexer)) advance(lexer);
      mark(lexer);
      return token(lexer, JINJA_ESCAPE);
    }
    if (c == '#' && after_blank) {
      // A comment begins at the last ` ##`, even within a string.
      advance(lexer);
      if (peek(lexer) == '#') {
        if (has(state, HASH_ALLOWED)) {
          put(state, HASH_ALLOWED, false);
        } else {
          bool is_comment = !has_hashes(lexer, false);
          put(state, HASH_ALLOWED, !is_comment);
          if (is_marked || !is_comment) return token(lexer, JINJA_STRING_TEXT);
          state->jinja_quote = 0;
          return token(lexer, JINJA_STRING_UNCLOSED);
        }
      }
      mark(lexer);
      is_marked = true;
      after_blank = false;
      continue;
    }
    after_blank = is_blank(c) || is_break(c);
    advance(lexer);
    if (!after_blank) mark(lexer);
    is_marked = is_marked || !after_blank;
  }
}

static bool scan_jinja(State *state, TSLexer *lexer, const bool *valid) {
  if (state->jinja_quote) return scan_jinja_string(state, lexer);
  bool in_bracket = valid[BRACKET_UNCLOSED];
  bool after_blank = false;
  mark(lexer);
  while (!at_end(lexer) && (is_blank(peek(lexer)) || (is_break(peek(lexer)) && !ends_with_line(state)))) {
    skip(lexer);
    after_blank = true;
  }
  int32_t c = peek(lexer);
  if (at_end(lexer) || is_break(c)) {
    bool was_line_end = !valid[NO_OPERAND] && !valid[NO_NAME] && !valid[NO_IN] && !in_bracket;
    take_line_end(state, lexer, valid);
    if (was_line_end) resume(state, lexer);
    return true;
  }
  if (c == '#' && after_blank) {
    advance(lexer);
    if (peek(lexer) != '#' || has_hashes(lexer, false)) return take_missing(lexer, valid);
    if (!ends_with_line(state)) {
      pass_line(lexer);
      mark(lexer);
      return token(lexer, COMMENT);
    }
    bool leaves = !valid[NO_OPERAND] && !valid[NO_NAME] && !valid[NO_IN] && !in_bracket;
    take_line_end(state, lexer, valid);
    if (leaves) begin_line(state);
    return true;
  }
  if (valid[NO_NAME] && !is_word(c)) return token(lexer, NO_NAME);
  if (valid[NO_IN]) {
    char word[16];
    read_word(lexer, word);
    return strcmp(word, "in") != 0 && token(lexer, NO_IN);
  }
  if (c == '"' || c == '\'') {
    advance(lexer);
    mark(lexer);
    state->jinja_quote = (uint8_t)c;
    return token(lexer, JINJA_QUOTE_OPEN);
  }
  if (valid[NO_OPERAND]) return !begins_operand(lexer) && token(lexer, NO_OPERAND);
  if (c == 0) {
    // A rule of the grammar cannot name it.
    advance(lexer);
    mark(lexer);
    return token(lexer, NULL_CHARACTER);
  }
  if (!is_line_statement(state)) {
    if (take_close(state, lexer, in_bracket)) return true;
    if (state->reach == TO_LINE_END && c == '{') {
      advance(lexer);
      if (!opens_braces(lexer)) return false;
      bool leaves = !in_bracket;
      take_line_end(state, lexer, valid);
      if (leaves) begin_line(state);
      return true;
    }
  }
  return false;
}

// ---------------------------------------------------------------- What begins a statement

// Behind what begins a statement, which is marked: the token that this is.
static bool enter_statement(State *state, TSLexer *lexer, bool at_line, bool in_braces) {
  Keyword keyword = read_keyword(lexer, in_braces);
  bool assigns = false;
  state->mode = in_braces ? BRACE_STATEMENT : LINE_STATEMENT;
  if (in_braces) state->reach = (uint8_t)braces_reach(lexer, '%', MAX_LINES, &assigns);
  else if (keyword.role == IS_SET) {
    for (; !ends_line(lexer) && !assigns; advance(lexer)) assigns = peek(lexer) == '=';
  }
  // It ends before the word does.
  if (in_braces && state->reach != TO_CLOSE && !keyword.on_line) keyword = (Keyword){IS_LEAF, OTHER_STATEMENT, 0, true};
  if (keyword.role == IS_SET) keyword.role = !assigns && is_ahead(lexer, "endset") ? IS_OPEN : IS_LEAF;
  if (keyword.role == IS_RAW && !is_ahead(lexer, "endraw")) keyword.role = IS_LEAF;
  put(state, AT_LINE, at_line);
  put(state, LINE_START, false);
  if (at_line) put(state, INDENT_ALLOWED, false);
  state->next = NEXT_ANYTHING;
  switch (keyword.role) {
    case IS_SET:
    case IS_LEAF:
      return token(lexer, at_line ? LEAF : INLINE_LEAF);
    case IS_RAW:
      state->next = NEXT_RAW;
      return token(lexer, at_line ? RAW_OPEN : INLINE_RAW_OPEN);
    case IS_OPEN:
      if (at_line && open_frame(state, BODY, (uint8_t)keyword.statement, 0, 0)) return token(lexer, OPEN);
      open_frame(state, FLAT, (uint8_t)keyword.statement, 0, 0);
      return token(lexer, at_line ? LEAF : INLINE_LEAF);
    case IS_MIDDLE:
    case IS_END: {
      Frame *body = body_of(state, keyword.bodies);
      if (!body) return token(lexer, at_line ? STRAY : INLINE_STRAY);
      bool is_nested = body->kind == BODY && at_line;
      if (keyword.role == IS_END) {
        if (is_nested) state->count = (uint16_t)(body - state->frames);
        else if (body->kind == FLAT) remove_frame(state, body);
      }
      if (!is_nested) return token(lexer, at_line ? LEAF : INLINE_LEAF);
      return token(lexer, keyword.role == IS_END ? END : MIDDLE);
    }
  }
  return false;
}

#endif
