// What a plain scalar is, as YAML 1.1 has it.

#ifndef FORGATHER_SCALAR_H_
#define FORGATHER_SCALAR_H_

#include "text.h"

#define LONGEST 48

// The beginning of a scalar, which is all of it where it may be a number or a constant.
typedef struct {
  char text[LONGEST];
  unsigned length;
} Scalar;

static inline void add(Scalar *scalar, int32_t c) {
  if (scalar->length < LONGEST) scalar->text[scalar->length] = c > 0 && c < 0x80 ? (char)c : '?';
  scalar->length++;
}

static inline bool is_one_of(const char *text, const char *const *words) {
  for (; *words; words++)
    if (strcmp(text, *words) == 0) return true;
  return false;
}

static inline const char *pass_digits(const char *at) {
  while (is_digit(*at) || *at == '_') at++;
  return at;
}

// `1:30`, `190:20:30.15`
static inline bool is_sexagesimal(const char *at, bool *is_float) {
  unsigned parts = 0;
  at = pass_digits(at);
  while (*at == ':') {
    at++;
    if (*at >= '0' && *at <= '5' && is_digit(at[1])) at++;
    if (!is_digit(*at)) return false;
    at++;
    parts++;
  }
  *is_float = *at == '.';
  if (*is_float) at = pass_digits(at + 1);
  return parts > 0 && *at == 0;
}

static inline enum Token kind_of(Scalar *scalar) {
  static const char *const NULLS[] = {"~", "null", "Null", "NULL", NULL};
  static const char *const BOOLEANS[] = {
    "yes", "Yes", "YES", "no", "No", "NO", "true", "True", "TRUE", "false", "False", "FALSE",
    "on", "On", "ON", "off", "Off", "OFF", NULL,
  };
  static const char *const SPECIAL[] = {".inf", ".Inf", ".INF", NULL};
  static const char *const NOT_NUMBERS[] = {".nan", ".NaN", ".NAN", NULL};
  while (scalar->length > 0 && scalar->length <= LONGEST && is_blank(scalar->text[scalar->length - 1])) scalar->length--;
  if (scalar->length == 0 || scalar->length >= LONGEST) return PLAIN_TEXT;
  char *text = scalar->text;
  text[scalar->length] = 0;
  if (is_one_of(text, NULLS)) return NULL_VALUE;
  if (is_one_of(text, BOOLEANS)) return BOOLEAN;
  if (is_one_of(text, NOT_NUMBERS)) return FLOAT;
  const char *at = text;
  if (*at == '-' || *at == '+') at++;
  if (is_one_of(at, SPECIAL)) return FLOAT;
  if (at[0] == '0' && (at[1] == 'x' || at[1] == 'b') && at[2]) {
    const char *digits = at[1] == 'x' ? "0123456789abcdefABCDEF_" : "01_";
    return at[2 + strspn(at + 2, digits)] == 0 ? INTEGER : PLAIN_TEXT;
  }
  if (!is_digit(at[0]) && !(at[0] == '.' && is_digit(at[1]))) return PLAIN_TEXT;
  const char *end = pass_digits(at);
  // A leading zero makes it octal: `09` is text.
  if (*end == 0) {
    bool is_octal = at[0] == '0' && at[1] != 0;
    return is_octal && at[strspn(at, "01234567_")] != 0 ? PLAIN_TEXT : INTEGER;
  }
  bool is_float;
  if (*end == ':') return !is_sexagesimal(at, &is_float) ? PLAIN_TEXT : is_float ? FLOAT : INTEGER;
  if (*end != '.') return PLAIN_TEXT;
  end = pass_digits(end + 1);
  if ((*end == 'e' || *end == 'E') && (end[1] == '+' || end[1] == '-') && is_digit(end[2])) {
    end += 2;
    while (is_digit(*end)) end++;
  }
  return *end == 0 ? FLOAT : PLAIN_TEXT;
}

#endif
