// Which cards a search finds: every word of it stands somewhere in what is known of the card.

import type { Card, Cards } from './cards.js';

export interface Found {
  cards: Card[];
  keys: ReadonlySet<string>;
}

export function search(cards: Cards, query: string): Found | undefined {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) {
    return undefined;
  }
  const found = cards.all.filter((card) => {
    const text = searched(card);
    return words.every((word) => text.includes(word));
  });
  return { cards: found, keys: new Set(found.map((card) => card.key)) };
}

/** What is most likely meant: where most of the words are in what the card is called by. */
export function bestFound(found: Found, query: string): Card | undefined {
  const words = query.toLowerCase().split(/\s+/);
  const called = (card: Card): number => {
    const text = `${card.title} ${card.name ?? ''}`.toLowerCase();
    return words.filter((word) => word !== '' && text.includes(word)).length + (words.includes(card.title.toLowerCase()) ? 0.5 : 0);
  };
  return found.cards.reduce<Card | undefined>(
    (best, card) => (best === undefined || called(card) > called(best) ? card : best),
    undefined,
  );
}

/** The result after (or before) a card in reading order, around the end. */
export function nextFound(cards: Cards, found: Found, from: Card | undefined, step: 1 | -1): Card | undefined {
  const order = cards.all;
  const start = from === undefined ? (step === 1 ? -1 : order.length) : order.indexOf(from);
  for (let i = 1; i <= order.length; i++) {
    const card = order[(start + step * i + order.length * 2) % order.length];
    if (card !== undefined && found.keys.has(card.key)) {
      return card;
    }
  }
  return undefined;
}

// A name that leads to another card is that card's to be found by; the argument's name is this one's.
function searched(card: Card): string {
  const rows = card.rows.map((row) =>
    row.card === undefined ? `${row.label}: ${row.value}` : row.label,
  );
  return [
    card.kind,
    card.spec,
    card.title,
    card.name === undefined ? '' : `@${card.name}`,
    card.anchor === undefined ? '' : `&${card.anchor}`,
    card.fallback ?? '',
    ...rows,
  ]
    .join('\n')
    .toLowerCase();
}
