// The panel with all that is known of the selected card. What leads to another node selects it, what leads to
// template text opens that.

import type { Card, Row } from './cards.js';
import { isShared, targetNames } from './cards.js';
import { html, button } from './dom.js';
import { sharedMeaning } from './draw.js';
import type { Origin } from './graph-json.js';
import { icon } from './icons.js';

export interface DetailsEvents {
  selected(card: Card): void;
  opened(origin: Origin): void;
  closed(): void;
}

export class Details {
  readonly element = html('aside', { class: 'details', 'aria-label': 'details of the selected node' });

  constructor(private readonly events: DetailsEvents) {}

  show(card: Card | undefined): void {
    if (card === undefined) {
      this.element.replaceChildren();
      return;
    }
    const scrolled = this.element.dataset.key === card.key ? this.element.scrollTop : 0;
    this.element.dataset.key = card.key;
    this.element.replaceChildren(
      html(
        'div',
        { class: 'details-head' },
        html('h2', {}, card.title),
        button('close details (D)', icon('close'), () => this.events.closed()),
      ),
      html('p', { class: `kind-line kind-${card.kind}` }, html('span', { class: 'kind-swatch' }), card.kind),
      this.facts(card),
      ...this.argumentList(card),
      ...this.userList(card),
    );
    this.element.scrollTop = scrolled;
  }

  private facts(card: Card): HTMLElement {
    const list = html('dl', { class: 'facts' });
    const fact = (term: string, value: Node | string | undefined): void => {
      if (value !== undefined && value !== '') {
        list.append(html('dt', {}, term), html('dd', {}, value));
      }
    };
    fact('calls', card.spec === card.title || card.kind === 'variable' ? '' : card.spec);
    fact('target', targetNames(card).join(', '));
    fact('name', card.name);
    fact('anchor', card.anchor === undefined ? undefined : `&${card.anchor}`);
    fact('default', card.fallback);
    if (card.kind === 'variable' && card.rows.length === 0 && card.fallback === undefined) {
      fact('default', 'none: a value must be given');
    }
    if (card.origin !== undefined) {
      fact('written in', this.originLink(card.origin));
    }
    if (isShared(card)) {
      fact('shared', sharedMeaning(card));
    }
    return list;
  }

  private argumentList(card: Card): HTMLElement[] {
    if (card.rows.length === 0) {
      return [];
    }
    const heading = headingOf(card);
    return [
      html('h3', {}, heading),
      html('ul', { class: 'rows' }, ...card.rows.map((row) => this.rowItem(row))),
    ];
  }

  private rowItem(row: Row): HTMLElement {
    const { card, origin } = row;
    const item = html('li', { class: `depth-${String(Math.min(row.depth, 4))}` });
    item.append(html('span', { class: `row-name role-${row.role}` }, row.label));
    if (card !== undefined) {
      item.append(this.cardLink(card, row.label));
    } else {
      item.append(html('span', { class: `row-value value-${row.valueKind}` }, row.value));
    }
    if (origin !== undefined) {
      item.append(
        button(
          `open where ${row.label} is written: ${place(origin)}`,
          icon('open'),
          () => this.events.opened(origin),
          { class: 'icon-button row-open' },
        ),
      );
    }
    return item;
  }

  private userList(card: Card): HTMLElement[] {
    if (card.usedBy.length === 0) {
      return [];
    }
    return [
      html('h3', {}, card.usedBy.length === 1 ? 'used by' : `used by ${String(card.usedBy.length)}`),
      html(
        'ul',
        { class: 'rows' },
        ...card.usedBy.map(({ by, row }) =>
          html('li', {}, this.cardLink(by), html('span', { class: 'row-value faint' }, row.path)),
        ),
      ),
    ];
  }

  private cardLink(card: Card, beside = ''): HTMLElement {
    const name = card.name !== undefined && card.name !== beside ? ` @${card.name}` : '';
    const link = html(
      'button',
      { type: 'button', class: `link kind-${card.kind}` },
      html('span', { class: 'kind-swatch' }),
      html('span', { class: 'link-text' }, `${card.title}${name}`),
    );
    link.addEventListener('click', () => this.events.selected(card));
    return link;
  }

  private originLink(origin: Origin): HTMLElement {
    const link = html('button', { type: 'button', class: 'link', title: origin.file }, place(origin));
    link.addEventListener('click', () => this.events.opened(origin));
    return link;
  }
}

function headingOf(card: Card): string {
  switch (card.kind) {
    case 'configuration':
      return 'targets';
    case 'variable':
      return 'default';
    default:
      return card.rows.some(({ role }) => role === 'positional' || role === 'keyword') ? 'arguments' : 'items';
  }
}

function place(origin: Origin): string {
  const file = origin.file.slice(origin.file.lastIndexOf('/') + 1);
  const made = origin.kind === 'expression' ? ', an expression' : '';
  return `${file}:${String(origin.line)}:${String(origin.column)}${made}`;
}
