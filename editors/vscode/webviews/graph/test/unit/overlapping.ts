import type { Placed } from '../../src/layout.js';

/** The cards that cover one another, in pairs. */
export function overlapping({ cards }: Placed): string[] {
  return cards.flatMap((a, index) =>
    cards.slice(index + 1).flatMap((b) =>
      a.x < b.x + b.box.width && b.x < a.x + a.box.width && a.y < b.y + b.box.height && b.y < a.y + a.box.height
        ? [`${a.card.title} and ${b.card.title}`]
        : [],
    ),
  );
}
