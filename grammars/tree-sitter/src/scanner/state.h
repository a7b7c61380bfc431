// What the scanner knows at a place of the text: all that it must remember from one token to the next, and nothing else.

#ifndef FORGATHER_STATE_H_
#define FORGATHER_STATE_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tree_sitter/alloc.h"
#include "tree_sitter/parser.h"

// As many as fit into tree-sitter's buffer of 1024 bytes. Deeper ones are not opened, which costs structure and nothing else.
#define MAX_FRAMES 160

// No column: to the left of the left margin.
#define OUTSIDE (-1)

// How the text at hand is read.
enum Mode {
  TEXT,             // YAML, and whatever else templates hold
  LINE_STATEMENT,   // behind `-- ` and the like, to the end of the line
  BRACE_EXPRESSION, // between `{{` and `}}`
  BRACE_STATEMENT,  // between `{%` and `%}`
  RAW,              // the body of `raw`
  MARKER,           // within `#--- name ---`
  HEADER,           // within `[name]`
};

// How far braces reach.
enum Reach {
  TO_CLOSE,      // to what closes them, over lines and what looks like it in strings and brackets
  TO_NEXT_CLOSE, // to what closes them next on the line: a string or a bracket in them is not closed
  TO_LINE_END,   // nothing closes them
};

// What of a line has been begun and may go on.
enum Part {
  NOTHING,
  KEY,
  PLAIN,
  YAML_COMMENT,
  TAG,       // behind the tag's name
  SPEC,      // behind its colon
  NODE_NAME, // behind its `@`
  ANCHOR,
};

// What is open, outermost first.
enum FrameKind {
  INDENTED, // entries below another
  BODY,     // the body of a statement
  SECTION,  // what follows a block header
  FLAT,     // the body of a statement within a text, which nothing is nested in
  FLOW,     // `[` or `{`
  SCALAR,   // a block scalar
};

enum Statement {
  OTHER_STATEMENT,
  BLOCK,
  IF,
  FOR,
  MACRO,
  CALL,
  FILTER,
  SET,
  WITH,
  AUTOESCAPE,
};

// What `detail` of a frame says of it.
enum Detail {
  SAME_COLUMN = 1, // INDENTED: a sequence as deep as its key
  MAPPING = 2,     // FLOW
  CLOSED = 4,      // FLOW: what closes it is there
};

typedef struct {
  uint8_t kind;
  uint8_t detail;  // a Statement, or of Detail
  int16_t column;  // INDENTED: of its entries. SECTION: of its header. SCALAR: what its lines are deeper than.
  int16_t parent;  // INDENTED: of the entry that it belongs to
} Frame;

typedef struct {
  uint8_t mode;
  uint8_t reach;
  uint8_t jinja_quote;
  uint8_t yaml_quote;
  uint8_t part;
  uint8_t key;        // the token that begins the key that is next, or 0
  uint8_t next;       // what is next: see Next
  uint16_t flags;
  int16_t column;     // of the last entry
  int16_t push;       // the column of the entries that are to be opened
  int16_t push_parent;
  uint16_t keep;      // how many frames are not to be closed
  uint16_t count;
  Frame frames[MAX_FRAMES];
} State;

enum Next {
  NEXT_ANYTHING,
  NEXT_MARKER,
  NEXT_HEADER,
  NEXT_RAW, // behind the statement at hand
};

enum Flag {
  STARTED = 1,         // the file
  LINE_START = 2,      // before what a line begins with
  VALUE_ALLOWED = 4,   // a value may begin here
  QUOTE_CLOSED = 8,    // what closes the open quote is there
  AT_LINE = 16,        // the statement stands for itself, not within a text
  HASH_ALLOWED = 32,   // the next ` ##` is no comment
  PUSH = 64,           // entries are to be opened
  KEYED = 128,         // the last entry has a key
  INDENT_ALLOWED = 256, // entries may be opened: nothing but comments is behind the last entry
  CLOSE_LINE = 512,    // the line is to be ended here, for the end of a body follows
  ENTRY_START = 1024,  // before what an entry begins with
};

static inline bool has(const State *state, enum Flag flag) { return state->flags & flag; }

static inline void put(State *state, enum Flag flag, bool value) {
  if (value) state->flags |= (uint16_t)flag;
  else state->flags &= (uint16_t)~flag;
}

// The innermost frame that something is nested in, or NULL.
static inline Frame *innermost(State *state) {
  for (unsigned at = state->count; at > 0; at--)
    if (state->frames[at - 1].kind != FLAT) return &state->frames[at - 1];
  return NULL;
}

static inline Frame *innermost_of(State *state, enum FrameKind kind) {
  Frame *frame = innermost(state);
  return frame && frame->kind == kind ? frame : NULL;
}

// A column as a frame holds it.
static inline int16_t narrow(int column) { return (int16_t)(column < INT16_MAX ? column : INT16_MAX); }

static inline bool open_frame(State *state, uint8_t kind, uint8_t detail, int16_t column, int16_t parent) {
  if (state->count == MAX_FRAMES) return false;
  state->frames[state->count++] = (Frame){kind, detail, column, parent};
  return true;
}

static inline void remove_frame(State *state, Frame *frame) {
  unsigned at = (unsigned)(frame - state->frames);
  memmove(frame, frame + 1, (state->count - at - 1) * sizeof(Frame));
  state->count--;
  // What is not to be closed is below what is, but for frames that nothing is nested in.
  if (state->keep > state->count) state->keep = state->count;
}

// The innermost body that an `else`, an `elif` or an end belongs to, or NULL.
static inline Frame *body_of(State *state, uint32_t statements) {
  for (unsigned at = state->count; at > 0; at--) {
    Frame *frame = &state->frames[at - 1];
    if ((frame->kind == BODY || frame->kind == FLAT) && (statements >> frame->detail & 1)) return frame;
  }
  return NULL;
}

// The column that what belongs to the last entry is deeper than.
static inline int owner_column(State *state) {
  if (has(state, KEYED)) return state->column;
  for (unsigned at = state->count; at > 0; at--)
    if (state->frames[at - 1].kind == INDENTED) return state->frames[at - 1].parent;
  return OUTSIDE;
}

static inline unsigned write_state(const State *state, char *buffer) {
  unsigned head = offsetof(State, frames);
  memcpy(buffer, state, head);
  memcpy(buffer + head, state->frames, state->count * sizeof(Frame));
  return head + state->count * (unsigned)sizeof(Frame);
}

static inline void read_state(State *state, const char *buffer, unsigned length) {
  memset(state, 0, sizeof(State));
  if (length > 0) memcpy(state, buffer, length);
}

#endif
