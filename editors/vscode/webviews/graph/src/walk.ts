// Where the arrow keys lead: right along an edge, left back along it, up and down between what stands side by side.

import type { Card } from './cards.js';
import type { Placed, PlacedCard } from './layout.js';

export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

/** Remembers the way that was taken, so that back from a shared node leads where one came from. */
export class Walk {
  private readonly cameFrom = new Map<string, string>();
  private readonly wentTo = new Map<string, string>();

  /** The card to go to from `from`, or none. */
  next(placed: Placed, from: PlacedCard, direction: Direction): PlacedCard | undefined {
    switch (direction) {
      case 'right': {
        const below = this.below(placed, from.card);
        const last = this.wentTo.get(from.card.key);
        const to = below.find((one) => one.card.key === last) ?? below[0];
        if (to !== undefined) {
          this.cameFrom.set(to.card.key, from.card.key);
        }
        return to;
      }
      case 'left': {
        const to = this.above(placed, from);
        if (to !== undefined) {
          this.wentTo.set(to.card.key, from.card.key);
        }
        return to;
      }
      case 'up':
      case 'down':
        return this.beside(placed, from, direction === 'up' ? -1 : 1);
      case 'first':
        return placed.cards[0];
      case 'last':
        return placed.cards.at(-1);
    }
  }

  /** The next of the cards that use a shared one: `left` then leads there. */
  otherUser(placed: Placed, from: PlacedCard): PlacedCard | undefined {
    const users = usersOf(placed, from.card);
    const now = this.above(placed, from);
    const index = users.findIndex((one) => one === now);
    const to = users[(index + 1) % users.length];
    if (to !== undefined) {
      this.cameFrom.set(from.card.key, to.card.key);
    }
    return to;
  }

  /** What an arrow to the left leads to. */
  above(placed: Placed, from: PlacedCard): PlacedCard | undefined {
    const users = usersOf(placed, from.card);
    return (
      users.find((one) => one.card.key === this.cameFrom.get(from.card.key)) ??
      users.find((one) => one.card === from.parent) ??
      users[0]
    );
  }

  private below(placed: Placed, card: Card): PlacedCard[] {
    const used = placed.edges.filter((edge) => edge.from === card && !edge.quiet).map((edge) => edge.to.key);
    return [...new Set(used)].flatMap((key) => placed.byKey.get(key) ?? []);
  }

  private beside(placed: Placed, from: PlacedCard, step: 1 | -1): PlacedCard | undefined {
    const above = this.above(placed, from);
    const siblings = above === undefined ? [] : this.below(placed, above.card);
    const to = siblings[siblings.indexOf(from) + step];
    if (to !== undefined && above !== undefined) {
      this.cameFrom.set(to.card.key, above.card.key);
      return to;
    }
    // Past the last of them: what stands next in the same layer.
    const layer = placed.cards
      .filter((one) => Math.abs(one.x - from.x) < 40 || one === from)
      .sort((a, b) => a.y - b.y);
    return layer[layer.indexOf(from) + step];
  }
}

function usersOf(placed: Placed, card: Card): PlacedCard[] {
  const users = new Set(placed.edges.filter((edge) => edge.to === card).map((edge) => edge.from.key));
  return [...users].flatMap((key) => placed.byKey.get(key) ?? []);
}
