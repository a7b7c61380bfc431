// How large a card is, and what stands where in it. All lengths are in pixels at a zoom of 1.

import type { Card, Row } from './cards.js';
import { isShared, targetNames } from './cards.js';
import { canCollapse, type VisibleCard } from './visible.js';

export type Font = 'title' | 'name' | 'small' | 'row';
/** The width of a text. */
export type Measure = (text: string, font: Font) => number;

export interface RowBox {
  row: Row;
  /** The middle of the row. */
  y: number;
  label: string;
  labelX: number;
  value: string;
  valueX: number;
}

export interface Box {
  width: number;
  height: number;
  /** The middle of the title, where edges come in. */
  titleY: number;
  kind: string;
  title: string;
  /** What is drawn, and how large, when all else is too small to be read. */
  far: string;
  farSize: number;
  name: string;
  nameX: number;
  rows: RowBox[];
  /** Literals for which there is no room: how many, and where that stands. */
  more: { count: number; y: number } | undefined;
  toggle: { x: number; y: number } | undefined;
}

export const PADDING = 12;
export const HEADER = 46;
const ROW = 20;
const INDENT = 12;
const GAP = 10;
const BELOW = 6;
const MIN_WIDTH = 128;
const MAX_TEXT = 250;
const TOGGLE = 22;
/** What the marks of a card's first line need. */
export const SHARED_WIDTH = 34;
const TARGET_WIDTH = 18;
/** Of more literals than this, a card says how many there are. */
const MAX_LITERALS = 8;

export function boxOf(shown: VisibleCard, literals: boolean, measure: Measure): Box {
  const { card } = shown;
  const fit = (text: string, font: Font, width: number): string => shortened(text, font, width, measure);

  const kind = fit(subtitle(card), 'small', MAX_TEXT);
  const title = fit(card.title, 'title', MAX_TEXT);
  const name = fit(nameText(card), 'name', MAX_TEXT / 2);
  const titleWidth = measure(title, 'title');
  const nameX = PADDING + titleWidth + (name === '' ? 0 : 8);
  const toggles = canCollapse(card);
  let width = Math.max(
    MIN_WIDTH,
    nameX + measure(name, 'name') + PADDING + (toggles ? TOGGLE : 0),
    PADDING * 2 + measure(kind, 'small') + (isShared(card) ? SHARED_WIDTH : 0) + (targetNames(card).length > 0 ? TARGET_WIDTH : 0) + (toggles ? TOGGLE : 0),
  );

  const { rows, more } = shown.collapsed ? { rows: [], more: 0 } : shownRows(card, literals);
  const boxes = rows.map((row, index): RowBox => {
    const labelX = PADDING + row.depth * INDENT;
    const label = fit(row.label, 'row', MAX_TEXT / 1.3);
    const valueX = labelX + measure(label, 'row') + GAP;
    const value = row.card === undefined ? fit(row.value, 'row', Math.max(60, MAX_TEXT - valueX)) : '';
    width = Math.max(width, valueX + measure(value, 'row') + PADDING);
    return { row, y: HEADER + BELOW + ROW * index + ROW / 2, label, labelX, value, valueX };
  });
  const lines = boxes.length + (more > 0 ? 1 : 0);
  width = Math.ceil(width);
  // By `dict` and `getattr` nobody knows a node; by its name one does.
  const far = card.module === '' && card.name !== undefined ? fit(card.name, 'title', MAX_TEXT) : title;
  const height = HEADER + (lines === 0 ? 0 : lines * ROW + BELOW * 2);
  return {
    width,
    height,
    far,
    farSize: Math.floor(Math.min(40, height * 0.6, (13 * (width - 20)) / Math.max(1, measure(far, 'title')))),
    titleY: 31,
    kind,
    title,
    name,
    nameX,
    rows: boxes,
    more: more > 0 ? { count: more, y: HEADER + BELOW + ROW * boxes.length + ROW / 2 } : undefined,
    toggle: toggles ? { x: width - 16, y: 23 } : undefined,
  };
}

/** What stands above the title. */
export function subtitle(card: Card): string {
  return card.module === '' ? card.kind : `${card.kind} · ${card.module}`;
}

/** What stands behind the title. */
export function nameText(card: Card): string {
  if (card.kind === 'variable') {
    return card.fallback === undefined ? '' : `= ${card.fallback}`;
  }
  return card.name !== undefined ? `@${card.name}` : card.anchor !== undefined ? `&${card.anchor}` : '';
}

function shownRows(card: Card, literals: boolean): { rows: Row[]; more: number } {
  const needed = (row: Row): boolean => row.card !== undefined || row.valueKind === 'problem';
  let left = literals ? MAX_LITERALS : 0;
  let more = 0;
  const rows = card.rows.filter((row, index) => {
    if (needed(row) || leadsOn(card.rows, index)) {
      return true;
    }
    if (left > 0) {
      left -= 1;
      return true;
    }
    more += 1;
    return false;
  });
  // One line that says that one is missing takes as much room as the one.
  return literals && more === 1 ? { rows: card.rows, more: 0 } : { rows, more: literals ? more : 0 };
}

// The row of a list is needed as long as one of its items' is.
function leadsOn(rows: Row[], index: number): boolean {
  const depth = rows[index]?.depth ?? 0;
  for (let i = index + 1; i < rows.length; i++) {
    const below = rows[i];
    if (below === undefined || below.depth <= depth) {
      return false;
    }
    if (below.card !== undefined) {
      return true;
    }
  }
  return false;
}

function shortened(text: string, font: Font, width: number, measure: Measure): string {
  if (measure(text, font) <= width) {
    return text;
  }
  let fits = 0;
  let tooLong = Math.min(text.length, 400);
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (measure(text.slice(0, middle) + '…', font) <= width) {
      fits = middle;
    } else {
      tooLong = middle;
    }
  }
  return text.slice(0, fits).trimEnd() + '…';
}
