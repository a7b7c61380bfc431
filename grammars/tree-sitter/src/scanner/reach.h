// How far braces, brackets and quotes reach: looking ahead, so that one that nothing closes ends with its line and spoils
// no other.

#ifndef FORGATHER_REACH_H_
#define FORGATHER_REACH_H_

#include "text.h"

#define MAX_LINES 500
#define MAX_DEPTH 64

// A line in what spans lines.
enum Continuation {
  GOES_ON,   // a line of it; the lexer is at its first character
  SKIP_LINE, // a comment or a statement
  STOPS,     // not a line of it
};

// Behind a line break: what the next line is that is not blank. `bodies`: how many bodies of statements were begun since
// the opening.
static inline enum Continuation next_line(TSLexer *lexer, int deeper_than, int *bodies, bool *closes) {
  int column = 0;
  *closes = false;
  while (!at_end(lexer)) {
    if (is_break(peek(lexer))) {
      pass_break(lexer);
      column = 0;
    } else if (is_blank(peek(lexer))) {
      advance(lexer);
      column++;
    } else {
      break;
    }
  }
  if (at_end(lexer)) return STOPS;
  int32_t c = peek(lexer);
  if (c == '#') {
    advance(lexer);
    if (column == 0 && is_marker(lexer)) return STOPS;
    return SKIP_LINE;
  }
  if (c == ']' || c == '}') {
    *closes = true;
    return GOES_ON;
  }
  if (c == '-' || c == '<' || c == '>' || c == '=') {
    Line line = read_line(lexer, true, column);
    if (line.kind == TEXT_LINE) return column > deeper_than ? SKIP_LINE : STOPS;
    if (line.keyword.role == IS_OPEN) ++*bodies;
    if (line.keyword.role == IS_END && --*bodies < 0) return STOPS;
    if (line.keyword.role == IS_MIDDLE && *bodies == 0) return STOPS;
    return SKIP_LINE;
  }
  return column > deeper_than ? GOES_ON : STOPS;
}

// Behind `{{` or `{%`: what closes it, if `close` is `}` or `%`; and whether `=` is in it.
// `lines`: over how many lines at most.
static inline enum Reach braces_reach(TSLexer *lexer, int32_t close, unsigned lines, bool *assigns) {
  bool next_close = false, first_line = true, after_blank = false, cut = false;
  int32_t quote = 0;
  // What closes each bracket that is open; one that is no other's is passed over.
  char closes[MAX_DEPTH];
  unsigned depth = 0;
  while (!at_end(lexer)) {
    int32_t c = peek(lexer);
    if (is_break(c)) {
      if (--lines == 0) break;
      first_line = cut = false;
      int column = 0;
      pass_break(lexer);
      while (!at_end(lexer) && is_blank(peek(lexer))) {
        advance(lexer);
        column++;
      }
      if (peek(lexer) == '#') {
        advance(lexer);
        if (peek(lexer) == '#') break;
        continue;
      }
      if (peek(lexer) == '-' || peek(lexer) == '<' || peek(lexer) == '>' || peek(lexer) == '=') {
        if (read_line(lexer, true, column).kind != TEXT_LINE) break;
      }
      after_blank = true;
      continue;
    }
    advance(lexer);
    int32_t after = at_end(lexer) ? 0 : peek(lexer);
    if (c == '#' && after == '#' && after_blank) cut = true;
    after_blank = is_blank(c);
    if (c == close && after == '}' && first_line && !next_close) {
      // Where a comment begins before it, it counts only if that is not the last one.
      if (quote == 0 && depth == 0) return cut && !has_hashes(lexer, false) ? TO_LINE_END : TO_CLOSE;
      next_close = !cut;
    } else if (c == close && after == '}' && quote == 0 && depth == 0) {
      return cut && !has_hashes(lexer, false) ? TO_LINE_END : TO_CLOSE;
    }
    if (c == '{' && (after == '{' || after == '%' || after == '#') && quote == 0) break;
    if (quote != 0) {
      if (c == '\\' && !ends_line(lexer)) advance(lexer);
      else if (c == quote) quote = 0;
    } else if (c == '=' && depth == 0) {
      *assigns = true;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '(' || c == '[' || c == '{') {
      if (depth == MAX_DEPTH) break;
      closes[depth++] = c == '(' ? ')' : c == '[' ? ']' : '}';
    } else if (depth > 0 && c == closes[depth - 1]) {
      depth--;
    }
  }
  return next_close ? TO_NEXT_CLOSE : TO_LINE_END;
}

// Behind `{`, at a second brace or a percent sign: past what closes it, if that is on the line.
static inline void pass_braces(TSLexer *lexer) {
  int32_t close = peek(lexer) == '{' ? '}' : peek(lexer);
  advance(lexer);
  while (!ends_line(lexer)) {
    int32_t c = peek(lexer);
    advance(lexer);
    if (c == close && peek(lexer) == '}') {
      advance(lexer);
      return;
    }
  }
}

static inline bool opens_braces(TSLexer *lexer) {
  return peek(lexer) == '{' || peek(lexer) == '%' || peek(lexer) == '#';
}

typedef struct {
  bool is_closed;
  bool is_key; // `:` follows on the same line
} QuoteReach;

// Behind a quote: whether it is closed, on its line or on one of the next that are all deeper than a column.
static inline QuoteReach quote_reach(TSLexer *lexer, int32_t quote, int deeper_than) {
  QuoteReach reach = {false, false};
  bool after_blank = false, cut = false, same_line = true, closes;
  int bodies = 0;
  for (unsigned lines = 0; lines < MAX_LINES && !at_end(lexer);) {
    int32_t c = peek(lexer);
    if (is_break(c)) {
      lines++;
      same_line = cut = false;
      enum Continuation next = next_line(lexer, deeper_than, &bodies, &closes);
      if (next == STOPS) return reach;
      if (next == SKIP_LINE) pass_line(lexer);
      after_blank = true;
      continue;
    }
    advance(lexer);
    if (c == '\\' && quote == '"' && !ends_line(lexer)) {
      advance(lexer);
    } else if (c == '{' && peek(lexer) == '#') {
      // A comment, if it ends on the line; else two characters.
      bool ends = false;
      while (!ends_line(lexer) && !ends) {
        int32_t inner = peek(lexer);
        advance(lexer);
        ends = inner == '#' && peek(lexer) == '}';
        if (inner == quote) reach.is_closed = true;
      }
      if (!ends && reach.is_closed) return reach;
      reach.is_closed = false;
    } else if (c == '{' && (peek(lexer) == '{' || peek(lexer) == '%')) {
      pass_braces(lexer);
    } else if (c == quote) {
      if (quote == '\'' && peek(lexer) == '\'') {
        advance(lexer);
        continue;
      }
      bool follows = ends_word(lexer) || peek(lexer) == ',' || peek(lexer) == ']' || peek(lexer) == '}' ||
                     peek(lexer) == ':' || peek(lexer) == '{';
      if (!same_line && !follows) return reach;
      reach.is_closed = true;
      if (cut) reach.is_closed = has_hashes(lexer, false);
      pass_blanks(lexer);
      if (same_line && peek(lexer) == ':') {
        advance(lexer);
        reach.is_key = ends_word(lexer);
      }
      return reach;
    } else if (c == '#' && peek(lexer) == '#' && after_blank) {
      cut = true;
    }
    after_blank = is_blank(c);
  }
  return reach;
}

static inline Keyword keyword_in_braces(TSLexer *lexer) {
  if (peek(lexer) == '-' || peek(lexer) == '+') advance(lexer);
  return read_keyword(lexer, true);
}

// Whether a statement ends or divides a body that is nested here.
static inline bool is_end_here(State *state, Keyword keyword, uint16_t *keep) {
  Frame *body = keyword.bodies ? body_of(state, keyword.bodies) : NULL;
  if (!body || body->kind != BODY) return false;
  *keep = (uint16_t)(body - state->frames + 1);
  return true;
}

// Whether `:` and a blank are ahead on the line, behind what may be a plain key, of which something was read.
static inline bool is_plain_key(State *state, TSLexer *lexer, bool in_flow);

// Whether a plain or quoted key begins at the character at hand.
static inline bool is_key(State *state, TSLexer *lexer, bool in_flow) {
  if (ends_word(lexer)) return false;
  int32_t first = peek(lexer), c = first;
  if (first == '"' || first == '\'') {
    advance(lexer);
    bool after_blank = false;
    for (; !ends_line(lexer); after_blank = is_blank(c)) {
      c = peek(lexer);
      advance(lexer);
      // A comment, even within quotes.
      if (c == '#' && after_blank && peek(lexer) == '#') return false;
      if (c == '\\' && first == '"' && !ends_line(lexer)) {
        advance(lexer);
      } else if (c == '{' && opens_braces(lexer)) {
        pass_braces(lexer);
      } else if (c == first) {
        if (first == '\'' && peek(lexer) == '\'') advance(lexer);
        else break;
      }
    }
    if (c != first) return false;
    pass_blanks(lexer);
    if (peek(lexer) != ':') return false;
    advance(lexer);
    return in_flow || ends_word(lexer);
  }
  if (first == '[' || first == ']' || first == '}' || first == '|' || first == '>' || first == '#' || first == '%' ||
      first == '@' || first == '`' || first == ',' || first == '&' || first == '!' || first == ':')
    return false;
  return is_plain_key(state, lexer, in_flow);
}

static inline bool is_plain_key(State *state, TSLexer *lexer, bool in_flow) {
  uint16_t keep;
  bool after_blank = false;
  for (int32_t c; !ends_line(lexer); after_blank = is_blank(c)) {
    c = peek(lexer);
    if (c == '#' && after_blank) return false;
    if (in_flow && (c == ',' || c == '[' || c == ']' || c == '}')) return false;
    advance(lexer);
    if (c == '{') {
      int32_t second = peek(lexer);
      if (second == '#') return false;
      if (second == '{' || second == '%') {
        bool assigns;
        advance(lexer);
        if (second == '%') {
          Keyword keyword = keyword_in_braces(lexer);
          if (keyword.role == IS_RAW || is_end_here(state, keyword, &keep)) return false;
        }
        if (braces_reach(lexer, second == '{' ? '}' : '%', 1, &assigns) != TO_CLOSE) return false;
        advance(lexer);
      } else if (in_flow) {
        return false;
      }
    }
    if (c == ':' &&
        (ends_word(lexer) || (in_flow && (peek(lexer) == ',' || peek(lexer) == ']' || peek(lexer) == '}'))))
      return true;
  }
  return false;
}

typedef struct {
  bool is_closed;
  bool is_key; // its first item has a key
} FlowReach;

// Behind `[` or `{`: whether it is closed, on its line or on one of the next that are all deeper than a column. `open` is
// the bracket.
static inline FlowReach flow_reach(TSLexer *lexer, char open, int deeper_than) {
  FlowReach reach = {false, false};
  char stack[MAX_DEPTH];
  unsigned depth = 0;
  bool at_value = true, after_blank = false, in_first = true, starts = true, closes;
  int bodies = 0;
  stack[depth++] = open;
  for (unsigned lines = 0; lines < MAX_LINES && !at_end(lexer);) {
    int32_t c = peek(lexer);
    if (is_break(c)) {
      lines++;
      if (!starts) in_first = false;
      enum Continuation next = next_line(lexer, deeper_than, &bodies, &closes);
      if (next == STOPS) return reach;
      if (next == SKIP_LINE) {
        // Behind it is looked again.
        in_first = false;
        pass_line(lexer);
      }
      at_value = after_blank = true;
      continue;
    }
    if (is_blank(c)) {
      advance(lexer);
      after_blank = true;
      continue;
    }
    if (c == '#' && after_blank) {
      pass_line(lexer);
      continue;
    }
    if (starts) {
      starts = false;
      if (c == '&' || c == '!' || c == '*' || c == '[' || c == ':') in_first = false;
    }
    advance(lexer);
    after_blank = false;
    if ((c == '"' || c == '\'') && at_value) {
      while (!ends_line(lexer)) {
        int32_t inner = peek(lexer);
        advance(lexer);
        if (inner == '\\' && c == '"' && !ends_line(lexer)) advance(lexer);
        else if (inner == '{' && (peek(lexer) == '{' || peek(lexer) == '%')) pass_braces(lexer);
        else if (inner == c) {
          if (c == '\'' && peek(lexer) == '\'') advance(lexer);
          else break;
        }
      }
      at_value = false;
      if (in_first && depth == 1) {
        pass_blanks(lexer);
        if (peek(lexer) == ':') {
          reach.is_key = true;
          in_first = false;
        }
      }
    } else if (c == '{' && opens_braces(lexer)) {
      pass_braces(lexer);
      at_value = false;
    } else if (c == '[' || c == '{') {
      if (depth == 1) in_first = false;
      if (depth == MAX_DEPTH) return reach;
      stack[depth++] = (char)c;
      at_value = true;
    } else if (c == ']' || c == '}') {
      char wanted = c == ']' ? '[' : '{';
      unsigned found = depth;
      while (found > 0 && stack[found - 1] != wanted) found--;
      // One that closes nothing here closes what is around this one.
      if (found == 0) return reach;
      depth = found - 1;
      if (depth == 0) {
        reach.is_closed = true;
        return reach;
      }
      at_value = false;
    } else if (c == ',') {
      if (depth == 1) in_first = false;
      at_value = true;
    } else if (c == ':') {
      bool is_colon = ends_word(lexer) || peek(lexer) == ',' || peek(lexer) == ']' || peek(lexer) == '}';
      if (is_colon && in_first && depth == 1) {
        reach.is_key = true;
        in_first = false;
      }
      at_value = is_colon;
    } else {
      at_value = false;
    }
  }
  return reach;
}

#endif
