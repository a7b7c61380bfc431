// The whole drawing in a corner, with the part that is seen; a click or a drag goes there.

import { svg } from './dom.js';
import type { Placed } from './layout.js';
import type { Rect, View } from './viewport.js';

const WIDTH = 180;
const HEIGHT = 120;

export class Overview {
  readonly element = svg('svg', { class: 'overview', 'aria-hidden': 'true' });
  private readonly cards = svg('g');
  private readonly frame = svg('rect', { class: 'overview-frame' });
  private scale = 1;

  /** `went` gets the point of the drawing that shall be in the middle. */
  constructor(went: (x: number, y: number) => void) {
    this.element.append(this.cards, this.frame);
    const go = (event: PointerEvent): void => {
      const { left, top } = this.element.getBoundingClientRect();
      went((event.clientX - left) / this.scale, (event.clientY - top) / this.scale);
    };
    this.element.addEventListener('pointerdown', (event) => {
      this.element.setPointerCapture(event.pointerId);
      go(event);
    });
    this.element.addEventListener('pointermove', (event) => {
      if (event.buttons !== 0) {
        go(event);
      }
    });
  }

  show(placed: Placed): void {
    this.scale = Math.min(WIDTH / placed.width, HEIGHT / placed.height);
    this.element.setAttribute('width', String(Math.ceil(placed.width * this.scale)));
    this.element.setAttribute('height', String(Math.ceil(placed.height * this.scale)));
    this.cards.setAttribute('transform', `scale(${String(this.scale)})`);
    this.cards.replaceChildren(
      ...placed.cards.map(({ card, x, y, box }) =>
        svg('rect', {
          class: `overview-card kind-${card.kind}`,
          'data-card': card.key,
          x,
          y,
          width: box.width,
          height: box.height,
        }),
      ),
    );
  }

  /** Marks what is seen; without anything beyond the window, there is nothing to overlook. */
  follow(view: View, window: Rect, placed: Placed): void {
    const part = {
      x: (-view.x / view.scale) * this.scale,
      y: (-view.y / view.scale) * this.scale,
      width: (window.width / view.scale) * this.scale,
      height: (window.height / view.scale) * this.scale,
    };
    for (const [name, value] of Object.entries(part)) {
      this.frame.setAttribute(name, String(value));
    }
    const all =
      part.x <= 1 &&
      part.y <= 1 &&
      part.x + part.width >= placed.width * this.scale - 1 &&
      part.y + part.height >= placed.height * this.scale - 1;
    this.element.classList.toggle('is-needless', all);
  }

  mark(found: ReadonlySet<string> | undefined, selected: string | undefined): void {
    for (const rect of this.cards.children) {
      const key = rect.getAttribute('data-card') ?? '';
      rect.classList.toggle('is-found', found?.has(key) === true);
      rect.classList.toggle('is-selected', key === selected);
    }
  }
}
