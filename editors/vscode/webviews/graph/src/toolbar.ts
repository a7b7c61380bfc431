// The bar above the drawing: search, zoom, what is shown, export.

import { button, html } from './dom.js';
import { icon } from './icons.js';

export interface ToolbarEvents {
  searched(query: string): void;
  next(step: 1 | -1): void;
  left(): void;
  zoomed(factor: number): void;
  zoomedTo(scale: number): void;
  fitted(): void;
  collapsedAll(): void;
  expandedAll(): void;
  literals(): void;
  overview(): void;
  details(): void;
  exported(): void;
  legend(): void;
}

export class Toolbar {
  readonly element = html('div', { class: 'toolbar', role: 'toolbar', 'aria-label': 'graph' });
  readonly input = html('input', {
    type: 'search',
    class: 'search-input',
    placeholder: 'search nodes',
    'aria-label': 'search nodes',
    spellcheck: 'false',
  });
  private readonly count = html('span', { class: 'search-count' });
  private readonly steps: HTMLButtonElement[];
  private readonly percent: HTMLButtonElement;
  private readonly literals: HTMLButtonElement;
  private readonly details: HTMLButtonElement;
  private readonly overview: HTMLButtonElement;
  private readonly working: HTMLButtonElement[];

  constructor(events: ToolbarEvents) {
    this.steps = [
      button('previous match (Shift+Enter)', icon('up'), () => events.next(-1)),
      button('next match (Enter)', icon('down'), () => events.next(1)),
    ];
    this.percent = html('button', { type: 'button', class: 'icon-button zoom-percent', title: 'original size (0)' }, '100%');
    this.percent.addEventListener('click', () => events.zoomedTo(1));
    this.literals = button('literals (L)', icon('literals'), () => events.literals());
    this.details = button('details (D)', icon('details'), () => events.details());
    this.overview = button('overview (O)', icon('overview'), () => events.overview());
    this.working = [
      button('zoom out (−)', icon('minus'), () => events.zoomed(1 / 1.25)),
      this.percent,
      button('zoom in (+)', icon('plus'), () => events.zoomed(1.25)),
      button('fit into the window (F)', icon('fit'), () => events.fitted()),
      button('collapse all', icon('collapse'), () => events.collapsedAll()),
      button('expand all', icon('expand'), () => events.expandedAll()),
      this.literals,
      this.overview,
      this.details,
      button('export as SVG', icon('save'), () => events.exported()),
    ];
    const group = (...children: HTMLElement[]): HTMLElement => html('div', { class: 'tool-group' }, ...children);
    this.element.append(
      html('div', { class: 'search' }, icon('search'), this.input, this.count, ...this.steps),
      html('div', { class: 'tool-space' }),
      group(...this.working.slice(0, 4)),
      group(...this.working.slice(4, 6)),
      group(...this.working.slice(6, 9)),
      group(...this.working.slice(9), button('legend and keys (?)', icon('help'), () => events.legend())),
    );
    this.input.addEventListener('input', () => events.searched(this.input.value));
    this.input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === 'F3') {
        events.next(event.shiftKey ? -1 : 1);
        event.preventDefault();
      } else if (event.key === 'Escape' || event.key === 'ArrowDown') {
        events.left();
        event.preventDefault();
      }
    });
    this.found(undefined, 0, 0);
  }

  /** What the search has found: which of how many, or that there is no search. */
  found(query: string | undefined, index: number, count: number): void {
    this.count.textContent =
      query === undefined ? '' : count === 0 ? 'none' : index === 0 ? String(count) : `${String(index)} of ${String(count)}`;
    this.element.classList.toggle('finds-nothing', query !== undefined && count === 0);
    for (const step of this.steps) {
      step.disabled = count === 0;
    }
  }

  scale(scale: number): void {
    const percent = `${String(Math.round(scale * 100))}%`;
    this.percent.textContent = percent;
    this.percent.setAttribute('aria-label', `zoom ${percent}, original size`);
  }

  pressed(what: { literals: boolean; details: boolean; overview: boolean }): void {
    this.literals.setAttribute('aria-pressed', String(what.literals));
    this.details.setAttribute('aria-pressed', String(what.details));
    this.overview.setAttribute('aria-pressed', String(what.overview));
  }

  /** Whether there is a drawing to work with. */
  enable(enabled: boolean): void {
    this.input.disabled = !enabled;
    for (const tool of this.working) {
      tool.disabled = !enabled;
    }
  }
}
