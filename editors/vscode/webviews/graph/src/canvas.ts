// The drawing on the screen: shows placed cards, moves and zooms, and tells what is clicked.

import { svg } from './dom.js';
import { drawCard, drawEdge } from './draw.js';
import type { Placed, PlacedCard } from './layout.js';
import { brought, centred, fitted, WheelReader, zoomedAt, type Rect, type View } from './viewport.js';

export interface CanvasEvents {
  /** A click on a card, on one of its rows if it was one; with `go`, a double click. */
  clicked(key: string, row: string | undefined, go: boolean): void;
  /** To the other end of an edge. */
  followed(key: string): void;
  toggled(key: string): void;
  focused(key: string): void;
  moved(view: View): void;
}

interface DrawnCard {
  group: SVGGElement;
  /** All of the group but what the keyboard is on. It is taken out while nobody sees it. */
  content: Element;
  /** Two groups with the same one look the same, but for marks. */
  signature: string;
  /** Where it is, and where it moves to. */
  x: number;
  y: number;
  to: PlacedCard;
}

/** Below this zoom rows cannot be read, and are not drawn. */
const FAR = 0.35;
const READABLE = 0.6;
/** Of more cards than this, none are seen to move, and those beyond the window are not drawn. */
const MANY = 150;
const DRAG = 4;

export class Canvas {
  readonly element = svg('svg', { class: 'canvas', role: 'presentation' });
  private readonly scene = svg('g', { class: 'scene' });
  private readonly edgeLayer = svg('g', { class: 'edges', 'aria-hidden': 'true' });
  private readonly litLayer = svg('g', { class: 'edges', 'aria-hidden': 'true' });
  private readonly tree = svg('g', { role: 'tree', class: 'cards' });
  private drawn = new Map<string, DrawnCard>();
  private placed: Placed | undefined;
  private now: View = { x: 0, y: 0, scale: 1 };
  private moving = 0;
  private readonly wheel = new WheelReader();

  constructor(private readonly events: CanvasEvents) {
    this.scene.append(this.edgeLayer, this.litLayer, this.tree);
    this.element.append(this.scene);
    new ResizeObserver(() => {
      this.seen = this.window;
      this.setView(this.now);
    }).observe(this.element);
    this.listen();
  }

  get view(): View {
    return this.now;
  }

  set title(title: string) {
    this.tree.setAttribute('aria-label', `node graph of ${title}`);
  }

  /** To ask the page for its size has it computed anew what has changed in it; while one zooms, this is as good. */
  seen: Rect = { x: 0, y: 0, width: 0, height: 0 };

  get window(): Rect {
    return { x: 0, y: 0, width: this.element.clientWidth, height: this.element.clientHeight };
  }

  /** Draws. The anchor, the selected card, stays where it is seen, and has the keyboard if a card had it. */
  show(placed: Placed, anchor: string | undefined): void {
    const focus = cardKey(document.activeElement);
    const had = this.drawn;
    const keep = this.keep(placed, anchor);
    this.drawn = new Map();
    for (const one of placed.cards) {
      const { key } = one.card;
      const group = drawCard(one);
      const signature = group.outerHTML;
      const before = had.get(key);
      const kept =
        before?.signature === signature
          ? { group: before.group, content: before.content }
          : { group, content: contentOf(group) };
      this.drawn.set(key, { ...kept, signature, x: one.x, y: one.y, to: one });
    }
    this.tree.replaceChildren(...[...this.drawn.values()].map(({ group }) => group));
    this.edgeLayer.replaceChildren(...placed.edges.map(drawEdge));
    this.litLayer.replaceChildren();
    this.placed = placed;
    this.setView(keep ?? this.now);
    this.animate(had, placed.cards.length);
    if (focus !== undefined) {
      this.focus(anchor ?? focus);
    }
  }

  /** Takes the drawing away. */
  clear(): void {
    cancelAnimationFrame(this.moving);
    this.drawn.clear();
    this.placed = undefined;
    this.tree.replaceChildren();
    this.edgeLayer.replaceChildren();
    this.litLayer.replaceChildren();
  }

  setView(view: View): void {
    this.now = view;
    this.scene.setAttribute(
      'transform',
      `translate(${String(view.x)} ${String(view.y)}) scale(${String(view.scale)})`,
    );
    this.element.classList.toggle('is-far', view.scale < FAR);
    this.leaveOut();
    this.events.moved(view);
  }

  // The browser goes through all texts at each change of zoom. Of many cards, those that are seen have theirs.
  private leaveOut(): void {
    const { x, y, scale } = this.now;
    const { width, height } = this.seen;
    const many = this.drawn.size > MANY;
    for (const { group, content, to } of this.drawn.values()) {
      const left = to.x * scale + x;
      const top = to.y * scale + y;
      const away =
        many &&
        (left > width || top > height || left + to.box.width * scale < 0 || top + to.box.height * scale < 0);
      if (away === (content.parentNode !== null)) {
        if (away) {
          content.remove();
        } else {
          group.append(content);
        }
      }
    }
  }

  /** The whole drawing; at first, only as far as it can be read. */
  fit(readable: boolean): void {
    if (this.placed === undefined) {
      return;
    }
    const { width, height, cards } = this.placed;
    const whole = fitted({ x: 0, y: 0, width, height }, this.window);
    const root = cards[0];
    if (!readable || whole.scale >= READABLE || root === undefined) {
      this.setView(whole);
      return;
    }
    const scale = 0.8;
    const middle = centred(rectOf(root), this.window, scale);
    this.setView(brought({ ...middle, x: 32 - root.x * scale }, rectOf(root), this.window));
  }

  zoom(factor: number, x = this.window.width / 2, y = this.window.height / 2): void {
    this.setView(zoomedAt(this.now, factor, x, y));
  }

  pan(x: number, y: number): void {
    this.setView({ ...this.now, x: this.now.x + x, y: this.now.y + y });
  }

  bring(key: string, middle = false): void {
    const one = this.placed?.byKey.get(key);
    if (one !== undefined) {
      const { window } = this;
      this.setView(
        middle
          ? centred(rectOf(one), window, Math.max(this.now.scale, READABLE))
          : brought(this.now, rectOf(one), window),
      );
    }
  }

  focus(key: string): void {
    const group = this.drawn.get(key)?.group;
    if (group !== undefined) {
      itemOf(group).focus({ preventScroll: true });
    }
  }

  /** Marks the selected card with its edges, and what a search has found. */
  mark(selected: string | undefined, found: ReadonlySet<string> | undefined): void {
    this.element.classList.toggle('has-selection', selected !== undefined);
    this.element.classList.toggle('has-search', found !== undefined);
    const related = new Set<string>();
    const lit: Element[] = [];
    for (const edge of [...this.edgeLayer.children, ...this.litLayer.children]) {
      const from = edge.getAttribute('data-from');
      const to = edge.getAttribute('data-to');
      if (selected !== undefined && (from === selected || to === selected)) {
        related.add(from ?? '').add(to ?? '');
        lit.push(edge);
      } else if (edge.parentNode === this.litLayer) {
        this.edgeLayer.append(edge);
      }
      edge.classList.toggle('is-found', found?.has(to ?? '') === true);
      edge.classList.toggle('is-entered', to === selected);
    }
    // What is lit is drawn above all else.
    this.litLayer.replaceChildren(...lit);
    const reachable = selected !== undefined && this.drawn.has(selected) ? selected : this.placed?.cards[0]?.card.key;
    for (const [key, { group }] of this.drawn) {
      group.classList.toggle('is-selected', key === selected);
      group.classList.toggle('is-related', related.has(key));
      group.classList.toggle('is-found', found?.has(key) === true);
      itemOf(group).setAttribute('aria-selected', String(key === selected));
      itemOf(group).setAttribute('tabindex', key === reachable ? '0' : '-1');
    }
  }

  /** Does something with the whole drawing, as for an export. */
  withAll<T>(action: (scene: SVGGElement, placed: Placed) => T): T | undefined {
    if (this.placed === undefined) {
      return undefined;
    }
    for (const { group, content } of this.drawn.values()) {
      group.append(content);
    }
    try {
      return action(this.scene, this.placed);
    } finally {
      this.leaveOut();
    }
  }

  // A view under which a card that is kept stays at its place in the window: the anchor if it is seen, or what is
  // next to the middle.
  private keep(placed: Placed, anchor: string | undefined): View | undefined {
    const { width, height } = this.window;
    const fromMiddle = (one: { x: number; y: number }): number =>
      Math.hypot(
        one.x * this.now.scale + this.now.x - width / 2,
        one.y * this.now.scale + this.now.y - height / 2,
      );
    let best: string | undefined;
    for (const [key, one] of this.drawn) {
      if (placed.byKey.has(key)) {
        if (key === anchor) {
          best = key;
          break;
        }
        const than = best === undefined ? undefined : this.drawn.get(best);
        if (than === undefined || fromMiddle(one) < fromMiddle(than)) {
          best = key;
        }
      }
    }
    const before = best === undefined ? undefined : this.drawn.get(best);
    const after = best === undefined ? undefined : placed.byKey.get(best);
    return before === undefined || after === undefined
      ? undefined
      : {
          scale: this.now.scale,
          x: this.now.x + (before.x - after.x) * this.now.scale,
          y: this.now.y + (before.y - after.y) * this.now.scale,
        };
  }

  private animate(had: ReadonlyMap<string, { x: number; y: number }>, count: number): void {
    cancelAnimationFrame(this.moving);
    const still = count > MANY || matchMedia('(prefers-reduced-motion: reduce)').matches || had.size === 0;
    const begin = performance.now();
    const step = (time: number): void => {
      const done = still ? 1 : Math.min(1, Math.max(0, time - begin) / 180);
      const eased = 1 - (1 - done) ** 3;
      for (const [key, one] of this.drawn) {
        const from = had.get(key) ?? one.to;
        one.x = from.x + (one.to.x - from.x) * eased;
        one.y = from.y + (one.to.y - from.y) * eased;
        one.group.setAttribute('transform', `translate(${String(one.x)} ${String(one.y)})`);
        one.group.setAttribute('opacity', had.has(key) ? '1' : String(eased));
      }
      this.edgeLayer.setAttribute('opacity', String(eased));
      if (done < 1) {
        this.moving = requestAnimationFrame(step);
      }
    };
    step(begin);
  }

  private listen(): void {
    let dragged: { x: number; y: number; view: View; moved: boolean } | undefined;
    this.element.addEventListener('pointerdown', (event) => {
      if (event.button === 0 || event.button === 1) {
        dragged = { x: event.clientX, y: event.clientY, view: this.now, moved: false };
      }
    });
    this.element.addEventListener('pointermove', (event) => {
      if (dragged === undefined) {
        return;
      }
      const x = event.clientX - dragged.x;
      const y = event.clientY - dragged.y;
      if (!dragged.moved && Math.hypot(x, y) > DRAG) {
        dragged.moved = true;
        this.element.setPointerCapture(event.pointerId);
        this.element.classList.add('is-panning');
      }
      if (dragged.moved) {
        this.setView({ ...dragged.view, x: dragged.view.x + x, y: dragged.view.y + y });
      }
    });
    const end = (): void => {
      this.element.classList.remove('is-panning');
      // A click follows, and shall know.
      setTimeout(() => (dragged = undefined));
    };
    this.element.addEventListener('pointerup', end);
    this.element.addEventListener('pointercancel', end);
    // The keyboard goes where a click ends, and not away from the cards where it begins.
    this.element.addEventListener('mousedown', (event) => event.preventDefault());
    this.element.addEventListener('click', (event) => {
      if (dragged?.moved !== true) {
        this.click(event.target, false);
      }
    });
    this.element.addEventListener('dblclick', (event) => {
      this.click(event.target, true);
    });
    this.element.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const lines = event.deltaMode === 0 ? 1 : 20;
        if (this.wheel.read(event) === 'pan') {
          this.pan(-event.deltaX * lines, -event.deltaY * lines);
        } else {
          // A pinch comes as many small turns with the control key.
          const strength = event.ctrlKey && Math.abs(event.deltaY) < 50 ? 0.01 : 0.0018;
          const { left, top } = this.element.getBoundingClientRect();
          this.zoom(Math.exp(-event.deltaY * lines * strength), event.clientX - left, event.clientY - top);
        }
      },
      { passive: false },
    );
    // The line of the row that is pointed at.
    this.tree.addEventListener('pointerover', (event) => {
      const row = event.target instanceof Element ? event.target.closest('[data-row]') : null;
      this.point(cardKey(event.target), row?.getAttribute('data-row') ?? undefined);
    });
    this.tree.addEventListener('pointerleave', () => this.point(undefined, undefined));
    this.tree.addEventListener('focusin', (event) => {
      const key = cardKey(event.target);
      if (key !== undefined) {
        this.events.focused(key);
      }
    });
  }

  private point(from: string | undefined, row: string | undefined): void {
    for (const layer of [this.edgeLayer, this.litLayer]) {
      for (const edge of layer.children) {
        edge.classList.toggle(
          'is-pointed',
          row !== undefined && edge.getAttribute('data-of') === row && edge.getAttribute('data-from') === from,
        );
      }
    }
  }

  private click(target: EventTarget | null, go: boolean): void {
    if (!(target instanceof Element)) {
      return;
    }
    const key = cardKey(target);
    const row = target.closest('[data-row]')?.getAttribute('data-row') ?? undefined;
    if (key === undefined) {
      const edge = target.closest('.edge')?.getAttribute('data-to');
      if (edge !== null && edge !== undefined) {
        this.events.followed(edge);
      }
    } else if (target.closest('.toggle') !== null) {
      if (!go) {
        this.focus(key);
        this.events.toggled(key);
      }
    } else if (target.classList.contains('row-port')) {
      const to = this.placed?.edges.find((edge) => edge.from.key === key && edge.row?.path === row)?.to.key;
      if (to !== undefined) {
        this.events.followed(to);
      }
    } else {
      this.focus(key);
      this.events.clicked(key, row, go);
    }
  }
}

export function rectOf(one: PlacedCard): Rect {
  return { x: one.x, y: one.y, width: one.box.width, height: one.box.height };
}

function contentOf(group: SVGGElement): Element {
  return group.lastElementChild ?? group;
}

/** What of a card has the keyboard. */
function itemOf(group: SVGGElement): SVGGElement {
  return group.firstElementChild as SVGGElement;
}

function cardKey(target: EventTarget | null): string | undefined {
  return (target instanceof Element ? target.closest('[data-key]') : null)?.getAttribute('data-key') ?? undefined;
}
