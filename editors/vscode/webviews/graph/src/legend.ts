// What colours and lines mean, and what the keys do.

import type { Kind } from './cards.js';
import { button, html, svg } from './dom.js';
import { icon } from './icons.js';

const KINDS: [Kind, string][] = [
  ['singleton', 'constructed once; whoever uses it gets the same object'],
  ['factory', 'constructed anew wherever it is used'],
  ['partial', 'a callable, constructed when it is called'],
  ['meta', 'called with the nodes themselves, not with what they construct'],
  ['variable', 'bound when the configuration is constructed'],
  ['list', 'a list, tuple or mapping that is shared, or long'],
  ['configuration', 'the root, with the targets that can be constructed'],
];

const KEYS: [string[], string][] = [
  [['→', '←'], 'along an edge: to what a node uses, and back'],
  [['↑', '↓'], 'to what stands above and below'],
  [['U'], 'to the next of those that use a shared node'],
  [['Enter'], 'open the template text'],
  [['Space'], 'collapse or expand'],
  [['/', 'Ctrl+F'], 'search; Enter and Shift+Enter lead through what is found'],
  [['Esc'], 'end the search, close a panel'],
  [['+', '−', '0'], 'zoom in, zoom out, original size'],
  [['F'], 'fit everything into the window'],
  [['Shift+arrows'], 'move the drawing'],
  [['Home', 'End'], 'to the first and the last node'],
  [['D', 'O', 'L', '?'], 'details, overview, literals, this page'],
];

export class Legend {
  readonly element = html('dialog', { class: 'legend', 'aria-label': 'legend and keys' });

  constructor() {
    this.element.append(
      html(
        'div',
        { class: 'details-head' },
        html('h2', {}, 'legend'),
        button('close legend', icon('close'), () => this.element.close()),
      ),
      html(
        'dl',
        { class: 'legend-kinds' },
        ...KINDS.flatMap(([kind, meaning]) => [
          html('dt', { class: `kind-${kind}` }, html('span', { class: 'kind-swatch' }), kind),
          html('dd', {}, meaning),
        ]),
        html('dt', {}, line('edge-line')),
        html('dd', {}, 'from an argument to its value'),
        html('dt', {}, line('edge-line is-summary')),
        html('dd', {}, 'from a collapsed node, to what is drawn anyway; also to a definition that nothing uses'),
        html('dt', {}, targetSign()),
        html('dd', {}, 'a target. To one that other nodes use, the configuration has a line only while the target is selected, or its row is pointed at'),
        html('dt', {}, html('span', { class: 'legend-shared' }, '×3')),
        html('dd', {}, 'shared: one node, used at three places'),
      ),
      html('h2', {}, 'keys'),
      html(
        'dl',
        { class: 'legend-keys' },
        ...KEYS.flatMap(([keys, meaning]) => [
          html('dt', {}, ...keys.map((key) => html('kbd', {}, key))),
          html('dd', {}, meaning),
        ]),
      ),
      html('p', { class: 'faint' }, 'A click shows the template text beside the graph, a double click goes there. The wheel zooms; two fingers on a touchpad move.'),
    );
    // A click on what is behind it.
    this.element.addEventListener('click', (event) => {
      if (event.target === this.element) {
        this.element.close();
      }
    });
  }

  toggle(): void {
    if (this.element.open) {
      this.element.close();
    } else {
      this.element.showModal();
    }
  }
}

function targetSign(): SVGSVGElement {
  return svg(
    'svg',
    { width: 14, height: 14, viewBox: '-7 -7 14 14', 'aria-hidden': 'true' },
    svg('circle', { class: 'target-ring', r: 5 }),
    svg('circle', { class: 'target-middle', r: 2 }),
  );
}

function line(classes: string): SVGSVGElement {
  return svg(
    'svg',
    { width: 40, height: 10, class: 'legend-line', 'aria-hidden': 'true' },
    svg('g', { class: classes.includes('is-summary') ? 'edge is-summary' : 'edge' }, svg('path', { class: 'edge-line', d: 'M0 5H32' }), svg('path', { class: 'edge-head', d: 'M40 5l-8 -4v8z' })),
  );
}
