// What of the cards is drawn while some of them are collapsed.

import type { Card, Cards, Row } from './cards.js';

export interface VisibleEdge {
  from: Card;
  to: Card;
  /** The row that it begins at. Of a collapsed card an edge stands for all ways to a card that is drawn anyway. */
  row: Row | undefined;
  /** From the root to a target that others use, too: it is not drawn but on demand. Many configurations name all their
   * parts as targets, and lines to all of them would hide what uses what. */
  quiet: boolean;
}

export interface VisibleCard {
  card: Card;
  /** How far from the root, as one reads: the root's is 1. */
  level: number;
  /** The card below which it is read, and the place among those. */
  parent: Card | undefined;
  position: number;
  siblings: number;
  collapsed: boolean;
  /** How many cards are not drawn because this one is collapsed. */
  hides: number;
}

export interface Visible {
  /** In reading order: a card, what it uses, what stands beside it. */
  cards: VisibleCard[];
  byKey: ReadonlyMap<string, VisibleCard>;
  edges: VisibleEdge[];
}

export function canCollapse(card: Card): boolean {
  return card.rows.some((row) => row.card !== undefined);
}

/** The cards that a card leads to, each once. */
export function usedCards(card: Card): Card[] {
  return [...new Set(card.rows.flatMap((row) => row.card ?? []))];
}

export function visible(cards: Cards, collapsed: ReadonlySet<string>): Visible {
  const root = cards.all[0];
  const isCollapsed = (card: Card): boolean => collapsed.has(card.key) && canCollapse(card);
  const shown = new Set<Card>();
  const waiting = [root];
  for (let card = waiting.pop(); card !== undefined; card = waiting.pop()) {
    if (!shown.has(card)) {
      shown.add(card);
      waiting.push(...(isCollapsed(card) ? [] : usedCards(card)));
    }
  }

  const hides = new Map<Card, number>();
  const edgesOf = new Map<Card, VisibleEdge[]>();
  for (const card of shown) {
    if (isCollapsed(card)) {
      const beyond = behind(card, shown);
      hides.set(card, beyond.hidden);
      edgesOf.set(card, beyond.drawn.map((to) => ({ from: card, to, row: undefined, quiet: false })));
    } else {
      const rows = card.rows.flatMap((row) =>
        row.card === undefined ? [] : [{ from: card, to: row.card, row, quiet: false }],
      );
      edgesOf.set(card, rows);
    }
  }
  const used = new Set<Card>();
  edgesOf.forEach((edges, card) => card === root || edges.forEach((edge) => used.add(edge.to)));
  for (const edge of edgesOf.get(root) ?? []) {
    edge.quiet = used.has(edge.to) && edge.row?.role === 'target';
  }

  // In the order of the text, each below the first that uses it.
  const read = new Map<string, VisibleCard>();
  const edges: VisibleEdge[] = [];
  const show = (card: Card, parent: Card | undefined, level: number): VisibleCard[] => {
    if (read.has(card.key)) {
      return [];
    }
    const one: VisibleCard = {
      card,
      level,
      parent,
      position: 1,
      siblings: 1,
      collapsed: isCollapsed(card),
      hides: hides.get(card) ?? 0,
    };
    read.set(card.key, one);
    const own = edgesOf.get(card) ?? [];
    edges.push(...own);
    const below = own.flatMap((edge) => (edge.quiet ? [] : show(edge.to, card, level + 1)));
    below.forEach((child, index) => {
      child.position = index + 1;
      child.siblings = below.length;
    });
    return [one];
  };
  show(root, undefined, 1);
  return { cards: [...read.values()], byKey: read, edges };
}

/** The keys without those that keep a card from being drawn. */
export function revealing(cards: Cards, collapsed: ReadonlySet<string>, card: Card): Set<string> {
  const without = new Set(collapsed);
  if (visible(cards, without).byKey.has(card.key)) {
    return without;
  }
  // Open the shortest way down to it, and no other.
  let way: Card[] = [card];
  const seen = new Set([card]);
  const waiting: Card[][] = [[card]];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const top = next[0];
    if (top === undefined || top === cards.all[0]) {
      way = next;
      break;
    }
    for (const { by } of top.usedBy) {
      if (!seen.has(by)) {
        seen.add(by);
        waiting.push([by, ...next]);
      }
    }
  }
  way.slice(0, -1).forEach((above) => without.delete(above.key));
  return without;
}

/** What to collapse at first, so that about `limit` cards are drawn, level by level. */
export function collapsedAtFirst(cards: Cards, limit: number): Set<string> {
  const collapsed = new Set<string>();
  if (cards.all.length <= limit) {
    return collapsed;
  }
  const seen = new Set<Card>([cards.all[0]]);
  let level: Card[] = [cards.all[0]];
  while (level.length > 0) {
    const next: Card[] = [];
    for (const card of level) {
      const below = usedCards(card).filter((used) => !seen.has(used));
      // The root is always open: what a configuration can construct is the least that one wants to see.
      if (card !== cards.all[0] && seen.size + below.length > limit) {
        if (canCollapse(card)) {
          collapsed.add(card.key);
        }
        continue;
      }
      below.forEach((used) => seen.add(used));
      next.push(...below);
    }
    level = next;
  }
  return collapsed;
}

function behind(card: Card, shown: ReadonlySet<Card>): { hidden: number; drawn: Card[] } {
  const seen = new Set<Card>([card]);
  const drawn: Card[] = [];
  const waiting = usedCards(card).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) {
      continue;
    }
    seen.add(next);
    if (shown.has(next)) {
      drawn.push(next);
    } else {
      waiting.push(...usedCards(next).reverse());
    }
  }
  return { hidden: seen.size - 1 - drawn.length, drawn };
}
