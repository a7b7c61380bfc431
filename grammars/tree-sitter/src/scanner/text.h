// Characters, and what a line of a template is, as Forgather's regular expressions have it.

#ifndef FORGATHER_TEXT_H_
#define FORGATHER_TEXT_H_

#include "state.h"
#include "tokens.h"

// How many lines are looked at to see where what follows belongs.
#define LOOK_AHEAD 64

static inline int32_t peek(const TSLexer *lexer) { return lexer->lookahead; }
static inline void advance(TSLexer *lexer) { lexer->advance(lexer, false); }
static inline void skip(TSLexer *lexer) { lexer->advance(lexer, true); }
static inline void mark(TSLexer *lexer) { lexer->mark_end(lexer); }
static inline bool at_end(TSLexer *lexer) { return lexer->eof(lexer); }

static inline bool token(TSLexer *lexer, enum Token kind) {
  lexer->result_symbol = (TSSymbol)kind;
  return true;
}

static inline bool is_break(int32_t c) { return c == '\n' || c == '\r'; }

// Python's `\s`, but for line breaks.
static inline bool is_blank(int32_t c) {
  return c == ' ' || c == '\t' || c == '\v' || c == '\f' || (c >= 0x1c && c <= 0x1f) || c == 0x85 || c == 0xa0 ||
         c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
         c == 0x3000;
}

static inline bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }
static inline bool is_letter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
// Python's `\w`, with every character beyond ASCII that is no blank.
static inline bool is_word(int32_t c) {
  return is_letter(c) || is_digit(c) || c == '_' || (c > 0x7f && c != 0xfeff && !is_blank(c));
}

static inline bool ends_line(TSLexer *lexer) { return at_end(lexer) || is_break(peek(lexer)); }
static inline bool ends_word(TSLexer *lexer) { return ends_line(lexer) || is_blank(peek(lexer)); }

static inline void skip_blanks(TSLexer *lexer) {
  while (!at_end(lexer) && is_blank(peek(lexer))) skip(lexer);
}

static inline void pass_blanks(TSLexer *lexer) {
  while (!at_end(lexer) && is_blank(peek(lexer))) advance(lexer);
}

static inline void pass_line(TSLexer *lexer) {
  while (!ends_line(lexer)) advance(lexer);
}

static inline void pass_break(TSLexer *lexer) {
  if (peek(lexer) == '\r') {
    advance(lexer);
    if (peek(lexer) != '\n') return;
  }
  if (peek(lexer) == '\n') advance(lexer);
}

// Whether ` ##` follows on the rest of the line: a comment begins at the last one. `after_blank`: whether a blank is before
// the character at hand.
static inline bool has_hashes(TSLexer *lexer, bool after_blank) {
  while (!ends_line(lexer)) {
    int32_t c = peek(lexer);
    advance(lexer);
    if (c == '#' && after_blank && peek(lexer) == '#') return true;
    after_blank = is_blank(c);
  }
  return false;
}

// ---------------------------------------------------------------- Statements

enum Role {
  IS_LEAF,
  IS_OPEN,
  IS_MIDDLE,
  IS_END,
  IS_SET, // with a body if nothing is assigned
  IS_RAW,
};

typedef struct {
  enum Role role;
  enum Statement statement;
  uint32_t bodies; // of which statements it ends or divides the body, as a set
  bool on_line;    // whether it stands on the line of what begins the statement
} Keyword;

static const struct {
  const char *word;
  enum Statement statement;
} STATEMENTS[] = {
  {"block", BLOCK}, {"if", IF},     {"for", FOR},   {"macro", MACRO},           {"call", CALL},
  {"filter", FILTER}, {"set", SET}, {"with", WITH}, {"autoescape", AUTOESCAPE},
};

static inline enum Statement statement_of(const char *word) {
  for (unsigned at = 0; at < sizeof STATEMENTS / sizeof *STATEMENTS; at++)
    if (strcmp(word, STATEMENTS[at].word) == 0) return STATEMENTS[at].statement;
  return OTHER_STATEMENT;
}

// The word at hand, of at most 15 letters; longer ones are no keyword.
static inline void read_word(TSLexer *lexer, char word[16]) {
  unsigned length = 0;
  while (!at_end(lexer) && is_word(peek(lexer))) {
    if (length < 15) word[length++] = is_letter(peek(lexer)) ? (char)peek(lexer) : '?';
    else word[0] = '?';
    advance(lexer);
  }
  word[length] = 0;
}

// Whether a word is somewhere in the next 16,384 characters.
static inline bool is_ahead(TSLexer *lexer, const char *wanted) {
  char word[16];
  for (unsigned left = 16384; left > 0 && !at_end(lexer); left--) {
    if (is_letter(peek(lexer))) {
      read_word(lexer, word);
      if (strcmp(word, wanted) == 0) return true;
    } else {
      advance(lexer);
    }
  }
  return false;
}

// What a statement is, by the word that is next.
static inline Keyword read_keyword(TSLexer *lexer, bool in_braces) {
  char word[16];
  Keyword keyword = {IS_LEAF, OTHER_STATEMENT, 0, true};
  pass_blanks(lexer);
  while (in_braces && !at_end(lexer) && is_break(peek(lexer))) {
    keyword.on_line = false;
    pass_break(lexer);
    pass_blanks(lexer);
  }
  read_word(lexer, word);
  if (strcmp(word, "else") == 0) {
    keyword.role = IS_MIDDLE;
    keyword.bodies = 1u << IF | 1u << FOR;
  } else if (strcmp(word, "elif") == 0) {
    keyword.role = IS_MIDDLE;
    keyword.bodies = 1u << IF;
  } else if (strcmp(word, "raw") == 0) {
    keyword.role = IS_RAW;
  } else if (strncmp(word, "end", 3) == 0) {
    keyword.statement = statement_of(word + 3);
    if (keyword.statement != OTHER_STATEMENT || strcmp(word, "endraw") == 0) {
      keyword.role = IS_END;
      keyword.bodies = keyword.statement == OTHER_STATEMENT ? 0 : 1u << keyword.statement;
    }
  } else {
    keyword.statement = statement_of(word);
    if (keyword.statement != OTHER_STATEMENT) keyword.role = keyword.statement == SET ? IS_SET : IS_OPEN;
  }
  return keyword;
}

// ---------------------------------------------------------------- Lines

enum LineKind {
  END_OF_FILE,
  SPLIT_MARKER,
  COMMENT_LINE,      // `## …`, `# …` or `{# … #}`
  PRINT_LINE,        // `== …`
  STATEMENT_LINE,    // `-- …` and the like
  STATEMENT_IN_BRACES,
  BLOCK_HEADER,
  TEXT_LINE,
};

typedef struct {
  enum LineKind kind;
  Keyword keyword;
  bool dash;      // TEXT_LINE: an item of a sequence
  uint8_t key;    // TEXT_LINE: the token that begins its key, or 0
} Line;

static inline bool is_operator(int32_t first, int32_t second) {
  return (first == '-' && second == '-') || (first == '<' && second == '<') || (first == '>' && second == '>') ||
         (first == '=' && (second == '=' || second == '>'));
}

// `\s*-{3,}\s*([\w./]+)\s*-{3,}\n`, what follows the `#` of a split marker.
static inline bool is_marker(TSLexer *lexer) {
  unsigned dashes = 0, name = 0;
  pass_blanks(lexer);
  for (; peek(lexer) == '-'; dashes++) advance(lexer);
  if (dashes < 3) return false;
  pass_blanks(lexer);
  for (; is_word(peek(lexer)) || peek(lexer) == '.' || peek(lexer) == '/'; name++) advance(lexer);
  pass_blanks(lexer);
  for (dashes = 0; peek(lexer) == '-'; dashes++) advance(lexer);
  return name > 0 && dashes >= 3 && peek(lexer) == '\n';
}

// `\w+!*\]\s*`, to the end of the line or to a comment, what follows the bracket of a block header.
static inline bool is_header(TSLexer *lexer) {
  unsigned name = 0;
  for (; !at_end(lexer) && is_word(peek(lexer)); name++) advance(lexer);
  while (peek(lexer) == '!') advance(lexer);
  if (name == 0 || peek(lexer) != ']') return false;
  advance(lexer);
  bool after_blank = is_blank(peek(lexer));
  pass_blanks(lexer);
  if (ends_line(lexer)) return true;
  if (!after_blank || peek(lexer) != '#') return false;
  advance(lexer);
  if (peek(lexer) != '#') return false;
  return !has_hashes(lexer, false);
}

// What the line is whose first character is at hand; the lexer is left somewhere in it.
static inline Line read_line(TSLexer *lexer, bool is_fresh, int column) {
  Line line = {TEXT_LINE, {IS_LEAF, OTHER_STATEMENT, 0, true}, false, 0};
  if (at_end(lexer)) {
    line.kind = END_OF_FILE;
    return line;
  }
  int32_t first = peek(lexer);
  if (first == '#') {
    advance(lexer);
    line.kind = is_fresh && column == 0 && is_marker(lexer) ? SPLIT_MARKER : COMMENT_LINE;
  } else if (first == '[' && is_fresh) {
    advance(lexer);
    if (is_header(lexer)) line.kind = BLOCK_HEADER;
  } else if (first == '{') {
    advance(lexer);
    if (peek(lexer) == '#') line.kind = COMMENT_LINE;
    if (peek(lexer) == '%') {
      advance(lexer);
      if (peek(lexer) == '-' || peek(lexer) == '+') advance(lexer);
      line.kind = STATEMENT_IN_BRACES;
      line.keyword = read_keyword(lexer, true);
    }
  } else if (first == '-' || first == '<' || first == '>' || first == '=') {
    advance(lexer);
    if (first == '-' && ends_word(lexer)) {
      line.dash = true;
    } else if (is_fresh && is_operator(first, peek(lexer))) {
      advance(lexer);
      if (!is_blank(peek(lexer))) return line;
      if (first == '=') {
        line.kind = PRINT_LINE;
      } else {
        line.kind = STATEMENT_LINE;
        line.keyword = read_keyword(lexer, false);
      }
    }
  }
  return line;
}

// From somewhere in a line to the first character of the next line that is not blank; its column.
static inline int to_next_line(TSLexer *lexer) {
  int column = 0;
  pass_line(lexer);
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
  return column;
}

// How deep the next text is that follows the line at hand, before the next end of a body; OUTSIDE if there is none.
static inline int next_text_column(TSLexer *lexer, bool *dash) {
  for (unsigned left = LOOK_AHEAD; left > 0; left--) {
    int column = to_next_line(lexer);
    Line line = read_line(lexer, true, column);
    *dash = line.dash;
    if (line.kind == TEXT_LINE) return column;
    if (line.kind == END_OF_FILE || line.kind == SPLIT_MARKER || line.kind == BLOCK_HEADER) break;
    if (line.keyword.role == IS_MIDDLE || line.keyword.role == IS_END) break;
  }
  *dash = false;
  return OUTSIDE;
}

#endif
