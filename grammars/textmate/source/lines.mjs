// What Forgather adds to Jinja2 and YAML, all of it a matter of whole lines: comments, split markers, block headers, line
// statements, and raw sections, in which none of these but the marker means anything.

import { blank, blockName, cutComment, isMarker } from './fragments.mjs';

const r = String.raw;

const embedded = (side) => `keyword.control.delimiter.forgather punctuation.section.embedded.${side}.forgather`;

/**
 * A line statement is matched as a whole, and what is in it tokenized within the match: so nothing in it, a string or
 * a parenthesis that is never closed, can reach the next line.
 */
const statementLine = (delimiters, name, inner) => ({
  name,
  match: r`^\s*(${delimiters})(?!\s+#{2})(?:${blank}(.*)${blank}+(#{2,}.*)|${blank}(.*))$`,
  captures: {
    1: { name: embedded('begin') },
    2: { patterns: [{ include: inner }] },
    3: { name: 'comment.line.double-number-sign.forgather' },
    4: { patterns: [{ include: inner }] },
  },
});

const rawBegin = r`\s*(raw)\s*`;
const rawEnd = r`\s*(endraw)\s*`;
const braced = (word) => r`(\{%[-+]?)${word}([-+]?%\})`;
const lined = (word) => r`^\s*(--|<<|>>)${blank}${word}((?<=\s)#{2,}.*)?$`;
const rawCaptures = {
  1: { name: 'keyword.control.delimiter.jinja punctuation.section.embedded.begin.jinja' },
  2: { name: 'keyword.control.statement.jinja' },
  3: { name: 'keyword.control.delimiter.jinja punctuation.section.embedded.end.jinja' },
  4: { name: embedded('begin') },
  5: { name: 'keyword.control.statement.jinja' },
  6: { name: 'comment.line.double-number-sign.forgather' },
};
const raw = (patterns) => ({
  name: 'meta.raw.jinja',
  begin: `${braced(rawBegin)}|${lined(rawBegin)}`,
  beginCaptures: rawCaptures,
  // The file is split before anything else is read, so a marker ends even this.
  end: `${braced(rawEnd)}|${lined(rawEnd)}|^(?=${isMarker})`,
  endCaptures: rawCaptures,
  patterns,
});

export const lines = {
  lines: {
    patterns: [
      { include: '#comment-line' },
      { include: '#split-marker' },
      { include: '#block-header' },
      { include: '#raw' },
      { include: '#statement-line' },
    ],
  },

  'comment-line': {
    name: 'comment.line.double-number-sign.forgather',
    match: r`^\s*(##).*$`,
    captures: { 1: { name: 'punctuation.definition.comment.forgather' } },
  },

  'split-marker': {
    name: 'meta.split-marker.forgather markup.heading.forgather',
    // There is always a line before a marker: on the first one it is a comment.
    match: r`^(?!\A)(#)\s*(-{3,})\s*([\w./]+)\s*(-{3,})$`,
    captures: {
      1: { name: 'punctuation.definition.heading.begin.forgather' },
      2: { name: 'punctuation.definition.heading.begin.forgather' },
      3: { name: 'entity.name.namespace.template.forgather entity.name.section.template.forgather' },
      4: { name: 'punctuation.definition.heading.end.forgather' },
    },
  },

  'block-header': {
    name: 'meta.block-header.forgather',
    match: r`^\s*(\[)(\w+)(!*)(\])\s*(${cutComment})?$`,
    captures: {
      1: { name: embedded('begin') },
      2: { name: blockName },
      3: { name: 'storage.modifier.trim.forgather' },
      4: { name: embedded('end') },
      5: { name: 'comment.line.double-number-sign.forgather' },
    },
  },

  'statement-line': {
    patterns: [
      statementLine('--|<<|>>', 'meta.statement.line.forgather', '#statement'),
      statementLine('==|=>', 'meta.print.line.forgather', '#expression'),
    ],
  },

  raw: raw([{ include: '#comment-line' }, { include: '#yaml-raw' }]),
  // A section within a string or a comment holds no YAML.
  'raw-in-text': raw([]),
};
