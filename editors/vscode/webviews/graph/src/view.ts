// The graph view: takes graphs, has them placed and drawn, and does what the user asks for.

import { Announcements } from './announcements.js';
import { ON_CANVAS } from './canvas-keys.js';
import { Canvas } from './canvas.js';
import { cardsOf, renamedKeys, type Card, type Cards } from './cards.js';
import { Details } from './details.js';
import { html } from './dom.js';
import { Superseded, WorkerEngine } from './engine.js';
import { exportSvg } from './export-svg.js';
import { readGraph, type Origin } from './graph-json.js';
import { keyAction, type Action } from './keys.js';
import { place, type Placed } from './layout.js';
import { Legend } from './legend.js';
import { browserMeasure } from './measure.js';
import { Memory, type State } from './memory.js';
import type { FromPage, GraphMessage, ToPage } from './messages.js';
import { Overview } from './overview.js';
import { bestFound, nextFound, search, type Found } from './search.js';
import { Toolbar } from './toolbar.js';
import { canCollapse, collapsedAtFirst, revealing, visible } from './visible.js';
import { Walk, type Direction } from './walk.js';

/** Of a graph with more cards than this, only the upper levels are drawn at first. */
const MOST_AT_FIRST = 120;

export interface Host {
  post(message: FromPage): void;
  getState(): unknown;
  setState(state: State): void;
}

export class GraphView {
  private title = '';
  private cards: Cards | undefined;
  private placed: Placed | undefined;
  private collapsed = new Set<string>();
  private selected: string | undefined;
  private found: Found | undefined;
  private drawing = 0;
  private walk = new Walk();
  private saving = 0;
  private readonly memory: Memory;
  private readonly engine = new WorkerEngine();
  private readonly canvas: Canvas;
  private readonly toolbar: Toolbar;
  private readonly details: Details;
  private readonly overview: Overview;
  private readonly legend = new Legend();
  private readonly heading = html('h1', { class: 'unseen' }, 'node graph');
  private readonly says = new Announcements(({ by, row }) => {
    this.goTo(by.key);
    if (row.origin !== undefined) {
      this.openOrigin(row.origin, true);
    }
  });

  constructor(
    private readonly host: Host,
    body: HTMLElement,
  ) {
    this.memory = new Memory(host.getState(), (state) => host.setState(state));
    this.canvas = new Canvas({
      clicked: (key, row, go) => this.open(key, row, !go),
      followed: (key) => this.goTo(key),
      toggled: (key) => this.toggle(key),
      focused: (key) => this.select(key),
      moved: () => this.moved(),
    });
    this.toolbar = new Toolbar({
      searched: (query) => this.search(query),
      next: (step) => this.nextFound(step),
      left: () => this.leaveSearch(),
      zoomed: (factor) => this.canvas.zoom(factor),
      zoomedTo: (scale) => this.canvas.zoom(scale / this.canvas.view.scale),
      fitted: () => this.canvas.fit(false),
      collapsedAll: () => this.collapseAll(),
      expandedAll: () => this.expandAll(),
      literals: () => this.wish('literals'),
      overview: () => this.wish('overview'),
      details: () => this.wish('details'),
      exported: () => this.export(),
      legend: () => this.legend.toggle(),
    });
    this.details = new Details({
      selected: (card) => this.goTo(card.key),
      opened: (origin) => this.openOrigin(origin, false),
      closed: () => this.wish('details'),
    });
    this.overview = new Overview((x, y) => {
      const { width, height } = this.canvas.window;
      const { scale } = this.canvas.view;
      this.canvas.setView({ scale, x: width / 2 - x * scale, y: height / 2 - y * scale });
    });
    body.classList.add('graph-view');
    body.append(
      html('header', {}, this.heading, this.toolbar.element, this.says.banner),
      html(
        'main',
        { class: 'stage', 'aria-label': 'node graph' },
        html('div', { class: 'drawing' }, this.canvas.element, this.overview.element, this.says.notice),
        this.details.element,
      ),
      this.legend.element,
      this.says.status,
    );
    this.canvas.element.addEventListener('keydown', (event) => this.key(event));
    body.addEventListener('keydown', (event) => this.globalKey(event));
    // Another theme has other fonts, and so other widths.
    new MutationObserver(() => void this.draw()).observe(body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
    this.wishesChanged();
    this.toolbar.enable(false);
    this.says.loading('waiting for the graph …', false);
  }

  receive(message: ToPage): void {
    switch (message.type) {
      case 'problem':
        this.showProblem(message.title, message.message);
        break;
      case 'graph':
        try {
          this.take(message, cardsOf(readGraph(message.graph), message.title));
        } catch (error) {
          this.showProblem(message.title, error instanceof Error ? error.message : String(error));
        }
        break;
    }
  }

  private take(message: GraphMessage, cards: Cards): void {
    const before = this.title === message.title ? this.cards : undefined;
    this.cards = cards;
    this.title = message.title;
    this.heading.textContent = `node graph of ${message.title}`;
    this.canvas.title = message.title;
    if (before === undefined) {
      this.walk = new Walk();
      const kept = this.memory.recall(message.title);
      this.collapsed = kept === undefined ? collapsedAtFirst(cards, MOST_AT_FIRST) : new Set(kept.collapsed);
      this.selected = kept?.selected;
    } else {
      const renamed = renamedKeys(before, cards);
      const now = (key: string): string => renamed.get(key) ?? key;
      this.collapsed = new Set([...this.collapsed].map(now));
      this.selected = this.selected === undefined ? undefined : now(this.selected);
    }
    if (this.selected !== undefined && !cards.byKey.has(this.selected)) {
      this.selected = undefined;
    }
    const focus = message.targetToFocus === undefined ? undefined : cards.targets.get(message.targetToFocus);
    if (focus !== undefined) {
      this.selected = focus.key;
      this.collapsed = revealing(cards, this.collapsed, focus);
    }
    this.found = search(cards, this.toolbar.input.value);
    this.toolbar.enable(true);
    this.says.about(cards, message.stale === true);
    void this.draw().then(() => {
      const kept = before === undefined ? this.memory.recall(message.title) : undefined;
      if (kept !== undefined) {
        this.canvas.setView(kept.view);
      } else if (before === undefined) {
        this.canvas.fit(true);
      }
      if (focus !== undefined) {
        this.canvas.bring(focus.key, true);
      }
    });
  }

  /** Places and draws what is visible; resolves when that is on the screen, or something newer is under way. */
  private async draw(): Promise<void> {
    const { cards } = this;
    if (cards === undefined) {
      return;
    }
    const mine = ++this.drawing;
    const part = visible(cards, this.collapsed);
    const measure = browserMeasure(this.canvas.element);
    // What takes a moment says so; what does not, does not flicker.
    const patience = setTimeout(
      () => this.says.loading(`placing ${String(part.cards.length)} nodes …`, this.placed !== undefined),
      150,
    );
    try {
      const begin = performance.now();
      const placed = await place(part, this.memory.wishes.literals, measure, (graph) => this.engine.layout(graph));
      if (mine !== this.drawing) {
        return;
      }
      performance.measure('layout', { start: begin });
      this.placed = placed;
      this.canvas.show(placed, this.selected);
      this.overview.show(placed);
      this.says.drawn();
      this.mark();
      this.moved();
    } catch (error) {
      if (!(error instanceof Superseded) && mine === this.drawing) {
        this.showProblem(this.title, error instanceof Error ? error.message : String(error));
      }
    } finally {
      clearTimeout(patience);
    }
  }

  private showProblem(title: string, message: string): void {
    this.drawing++;
    this.title = title;
    this.cards = undefined;
    this.placed = undefined;
    this.canvas.clear();
    this.toolbar.enable(false);
    this.showDetails();
    this.says.problem(message);
  }

  private mark(): void {
    this.canvas.mark(this.selected, this.found?.keys);
    this.overview.mark(this.found?.keys, this.selected);
    this.showDetails();
    const index = this.found?.cards.findIndex((card) => card.key === this.selected) ?? -1;
    this.toolbar.found(this.found === undefined ? undefined : '', index + 1, this.found?.cards.length ?? 0);
  }

  private get selectedCard(): Card | undefined {
    return this.selected === undefined ? undefined : this.cards?.byKey.get(this.selected);
  }

  private select(key: string): void {
    if (this.selected !== key) {
      const had = this.canvas.window;
      this.selected = key;
      this.mark();
      // The panel that has opened may have covered it.
      if (this.canvas.window.width < had.width || this.canvas.window.height < had.height) {
        this.canvas.bring(key);
      }
      this.save();
    }
  }

  /** Selects a card and brings it into sight, be it below a collapsed one. */
  private goTo(key: string, focus = true): void {
    const card = this.cards?.byKey.get(key);
    if (this.cards === undefined || card === undefined) {
      return;
    }
    const arrive = (): void => {
      this.select(key);
      this.canvas.bring(key);
      if (focus) {
        this.canvas.focus(key);
      }
    };
    if (this.placed?.byKey.has(key) === true) {
      arrive();
    } else {
      this.collapsed = revealing(this.cards, this.collapsed, card);
      void this.draw().then(arrive);
    }
  }

  private open(key: string, path: string | undefined, preserveFocus: boolean): void {
    const card = this.cards?.byKey.get(key);
    const row = path === undefined ? undefined : card?.rows.find((one) => one.path === path);
    const origin = row?.origin ?? card?.origin;
    this.select(key);
    if (origin !== undefined) {
      this.openOrigin(origin, preserveFocus);
    }
  }

  private openOrigin(origin: Origin, preserveFocus: boolean): void {
    this.host.post({ type: 'open', location: origin, preserveFocus });
  }

  private toggle(key: string): void {
    const card = this.cards?.byKey.get(key);
    if (card === undefined || !canCollapse(card)) {
      return;
    }
    this.selected = key;
    if (!this.collapsed.delete(key)) {
      this.collapsed.add(key);
    }
    this.save();
    void this.draw();
  }

  private collapseAll(): void {
    const [root, ...others] = this.cards?.all ?? [];
    this.collapsed = new Set(others.filter(canCollapse).map((card) => card.key));
    this.selected = this.selected === root?.key ? this.selected : undefined;
    this.save();
    void this.draw().then(() => this.canvas.fit(true));
  }

  private expandAll(): void {
    this.collapsed.clear();
    this.save();
    void this.draw();
  }

  private search(query: string): void {
    this.found = this.cards === undefined ? undefined : search(this.cards, query);
    if (this.found !== undefined && this.cards !== undefined && this.selectedFound() === undefined) {
      // What one looks for comes into sight while one types, and the keyboard stays.
      const first = bestFound(this.found, query);
      if (first !== undefined) {
        this.goTo(first.key, false);
      }
    }
    this.mark();
    const count = this.found?.cards.length ?? 0;
    this.says.spoken(this.found === undefined ? '' : count === 1 ? '1 node found' : `${String(count)} nodes found`);
  }

  private selectedFound(): Card | undefined {
    return this.found?.cards.find((card) => card.key === this.selected);
  }

  private nextFound(step: 1 | -1): void {
    if (this.cards === undefined || this.found === undefined) {
      return;
    }
    const next = nextFound(this.cards, this.found, this.selectedCard, step);
    if (next !== undefined) {
      this.goTo(next.key, false);
      const index = this.found.cards.indexOf(next) + 1;
      this.says.spoken(`${next.title}, ${String(index)} of ${String(this.found.cards.length)}`);
    }
  }

  private leaveSearch(): void {
    const to = this.selected ?? this.cards?.all[0].key;
    this.toolbar.input.value = '';
    this.search('');
    if (to !== undefined) {
      this.canvas.focus(to);
    }
  }

  private key(event: KeyboardEvent): void {
    const action = keyAction(event);
    if (action !== undefined && this.placed !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      this.do(action);
    }
  }

  // These work wherever the keyboard is, but for text fields.
  private globalKey(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f') {
      event.preventDefault();
      this.do('search');
    } else if (event.key === 'F3') {
      event.preventDefault();
      this.nextFound(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape' && !this.legend.element.open && event.target !== this.toolbar.input) {
      this.do('leave');
    } else if (event.target === document.body) {
      this.key(event);
    }
  }

  private do(action: Action): void {
    const { selectedCard: card } = this;
    const onCanvas = ON_CANVAS[action];
    if (onCanvas !== undefined) {
      onCanvas(this.canvas);
      return;
    }
    switch (action) {
      case 'left':
      case 'right':
      case 'up':
      case 'down':
      case 'first':
      case 'last':
      case 'otherUser':
        this.step(action);
        break;
      case 'open':
        if (card !== undefined) {
          this.open(card.key, undefined, false);
        }
        break;
      case 'toggle':
        if (card !== undefined) {
          this.toggle(card.key);
        }
        break;
      case 'search':
        this.toolbar.input.focus();
        this.toolbar.input.select();
        break;
      case 'leave':
        if (this.found !== undefined) {
          this.leaveSearch();
        } else if (this.memory.wishes.details && card !== undefined) {
          this.wish('details');
        }
        break;
      case 'literals':
      case 'details':
      case 'overview':
        this.wish(action);
        break;
      case 'legend':
        this.legend.toggle();
        break;
    }
  }

  private step(direction: Direction | 'otherUser'): void {
    const { placed } = this;
    const from = this.selected === undefined ? undefined : placed?.byKey.get(this.selected);
    if (placed === undefined || from === undefined) {
      // The first step is onto the drawing.
      this.goTo(placed?.cards[0]?.card.key ?? '');
    } else if (direction === 'right' && from.collapsed) {
      this.toggle(from.card.key);
    } else {
      const to = direction === 'otherUser' ? this.walk.otherUser(placed, from) : this.walk.next(placed, from, direction);
      this.goTo(to?.card.key ?? '');
    }
  }

  private wish(what: 'literals' | 'details' | 'overview'): void {
    this.memory.wish({ [what]: !this.memory.wishes[what] });
    this.wishesChanged();
    if (what === 'literals') {
      void this.draw();
    }
  }

  // Without a selection the drawing has all the room.
  private showDetails(): void {
    this.details.show(this.selectedCard);
    this.details.element.hidden = !this.memory.wishes.details || this.selectedCard === undefined;
  }

  private wishesChanged(): void {
    const { wishes } = this.memory;
    this.toolbar.pressed(wishes);
    const hadFocus = this.details.element.contains(document.activeElement);
    this.showDetails();
    this.overview.element.classList.toggle('is-hidden', !wishes.overview);
    if (hadFocus && !wishes.details && this.selected !== undefined) {
      this.canvas.focus(this.selected);
    }
  }

  private export(): void {
    const { title } = this;
    const svg = this.canvas.withAll((scene, placed) => exportSvg(this.canvas.element, scene, placed, title));
    if (svg !== undefined) {
      this.host.post({ type: 'exportSvg', svg, title });
    }
  }

  private moved(): void {
    this.toolbar.scale(this.canvas.view.scale);
    if (this.placed !== undefined) {
      this.overview.follow(this.canvas.view, this.canvas.seen, this.placed);
    }
    this.save();
  }

  // A drag moves sixty times in a second; once afterwards is enough to remember.
  private save(): void {
    clearTimeout(this.saving);
    this.saving = window.setTimeout(() => {
      if (this.placed !== undefined) {
        this.memory.keep(this.title, {
          view: this.canvas.view,
          collapsed: [...this.collapsed],
          selected: this.selected,
        });
      }
    }, 200);
  }
}
