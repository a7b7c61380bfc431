// Cards and edges as SVG.

import { HEADER, PADDING, SHARED_WIDTH } from './box.js';
import { isShared, targetNames, uses, type Card } from './cards.js';
import { svg } from './dom.js';
import type { PlacedCard, PlacedEdge, Point } from './layout.js';

const CORNER = 6;

/** A card, with its left upper corner at the origin: what the keyboard and screen readers see, and what eyes see. */
export function drawCard(placed: PlacedCard): SVGGElement {
  const { card } = placed;
  return svg(
    'g',
    {
      class: `card kind-${card.kind}${isShared(card) ? ' is-shared' : ''}${placed.collapsed ? ' is-collapsed' : ''}`,
      role: 'none',
      'data-key': card.key,
    },
    drawItem(placed),
    drawContent(placed),
  );
}

function drawItem(placed: PlacedCard): SVGGElement {
  const { card, box } = placed;
  const { width, height } = box;
  return svg(
    'g',
    {
      role: 'treeitem',
      tabindex: -1,
      'aria-label': spoken(placed),
      'aria-level': placed.level,
      'aria-posinset': placed.position,
      'aria-setsize': placed.siblings,
      'aria-selected': 'false',
      'aria-expanded': box.toggle === undefined ? undefined : String(!placed.collapsed),
    },
    isShared(card) ? svg('rect', { class: 'card-behind', x: 4, y: 4, width, height, rx: 6 }) : undefined,
    svg('rect', { class: 'card-box', width, height, rx: 6 }),
    svg('path', {
      class: 'card-kind',
      d: `M0 6Q0 0 6 0V${String(height)}Q0 ${String(height)} 0 ${String(height - 6)}Z`,
    }),
    svg('rect', { class: 'card-focus', x: -3, y: -3, width: width + 6, height: height + 6, rx: 8 }),
  );
}

function drawContent(placed: PlacedCard): SVGGElement {
  const { card, box } = placed;
  const { width, height } = box;
  const group = svg(
    'g',
    { 'aria-hidden': 'true' },
    svg('text', { class: 'text-small', x: PADDING, y: 17 }, box.kind),
    svg('text', { class: 'text-title', x: PADDING, y: 36 }, box.title, svg('title', {}, card.spec)),
  );
  if (box.name !== '') {
    group.append(svg('text', { class: 'text-name', x: box.nameX, y: 36 }, box.name));
  }
  let right = width - PADDING - (box.toggle === undefined ? 0 : 20);
  if (isShared(card)) {
    group.append(sharedMark(card, right));
    right -= SHARED_WIDTH;
  }
  if (targetNames(card).length > 0) {
    group.append(targetMark(card, right - 6));
  }
  group.append(
    svg(
      'text',
      { class: 'text-far', x: width / 2, y: height / 2 + box.farSize * 0.35, 'font-size': box.farSize, 'text-anchor': 'middle' },
      box.far,
    ),
  );
  if (box.rows.length > 0 || box.more !== undefined) {
    group.append(svg('path', { class: 'card-rule', d: `M6 ${String(HEADER)}H${String(width)}` }));
  }
  for (const row of box.rows) {
    const y = row.y + 4;
    const line = svg('g', { class: `row role-${row.row.role}`, 'data-row': row.row.path });
    line.append(
      svg('rect', { class: 'row-box', x: 6, y: row.y - 10, width: width - 7, height: 20 }),
      svg('text', { class: 'text-row row-label', x: row.labelX, y }, row.label),
    );
    if (row.value !== '') {
      line.append(
        svg(
          'text',
          { class: `text-row value-${row.row.valueKind}`, x: row.valueX, y },
          row.value,
          svg('title', {}, row.row.value),
        ),
      );
    }
    if (row.row.card !== undefined) {
      line.append(svg('circle', { class: 'row-port', cx: width, cy: row.y, r: 3 }));
    }
    group.append(line);
  }
  if (box.more !== undefined) {
    group.append(
      svg('text', { class: 'text-row row-more', x: PADDING, y: box.more.y + 4 }, `${String(box.more.count)} more …`),
    );
  }
  if (box.toggle !== undefined) {
    group.append(toggle(placed, box.toggle));
  }
  return group;
}

/** The line along an edge's points, with its corners rounded. */
export function drawEdge(edge: PlacedEdge): SVGGElement {
  const line = edge.quiet ? curvePath(edge.points) : linePath(edge.points);
  const argument = edge.row === undefined ? '' : `${edge.row.path} → `;
  return svg(
    'g',
    {
      class: `edge kind-${edge.to.kind}${edge.row === undefined ? ' is-summary' : ''}${edge.quiet ? ' is-quiet' : ''}${edge.row?.role === 'hidden' ? ' is-unused' : ''}`,
      'data-from': edge.from.key,
      'data-to': edge.to.key,
      'data-of': edge.row?.path,
    },
    svg('path', { class: 'edge-area', d: line }),
    svg('path', { class: 'edge-line', d: line }),
    svg('path', { class: 'edge-head', d: headPath(edge.points) }),
    svg('title', {}, `${edge.from.title} → ${argument}${edge.to.title}`),
  );
}

export function linePath(points: Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) {
    return '';
  }
  let path = `M${at(first)}`;
  rest.forEach((point, index) => {
    const before = points[index] ?? first;
    const after = rest[index + 1];
    if (after === undefined) {
      path += `L${at(point)}`;
      return;
    }
    const radius = Math.min(CORNER, distance(before, point) / 2, distance(point, after) / 2);
    path += `L${at(towards(point, before, radius))}Q${at(point)} ${at(towards(point, after, radius))}`;
  });
  return path;
}

function curvePath([from, to]: Point[]): string {
  if (from === undefined || to === undefined) {
    return '';
  }
  const bend = Math.max(40, Math.abs(to.x - from.x) / 2);
  return `M${at(from)}C${at({ x: from.x + bend, y: from.y })} ${at({ x: to.x - bend, y: to.y })} ${at(to)}`;
}

function headPath(points: Point[]): string {
  const end = points.at(-1);
  return end === undefined ? '' : `M${at(end)}l-8 -4v8z`;
}

/** What a screen reader says of a card. */
export function spoken(placed: PlacedCard): string {
  const { card } = placed;
  const parts = [`${card.title}${card.fallback === undefined ? '' : ` = ${card.fallback}`}`, card.kind];
  if (card.module !== '') {
    parts.push(`from ${card.module}`);
  }
  if (card.name !== undefined) {
    parts.push(`named ${card.name}`);
  }
  const asks = uses(card).map(({ row }) => row.label);
  if (asks.length === 1) {
    parts.push(`${placed.level === 2 ? 'target' : 'as'} ${asks[0] ?? ''}`);
  } else if (asks.length > 1) {
    parts.push(`shared, used ${String(asks.length)} times`);
  }
  if (placed.hides > 0) {
    parts.push(`hides ${String(placed.hides)}`);
  }
  return parts.join(', ');
}

function sharedMark(card: Card, right: number): SVGGElement {
  const text = `×${String(uses(card).length)}`;
  const width = 14 + text.length * 7;
  return svg(
    'g',
    { class: 'shared-mark' },
    svg('rect', { x: right - width, y: 5, width, height: 16, rx: 8 }),
    svg('text', { class: 'text-small', x: right - width / 2, y: 17, 'text-anchor': 'middle' }, text),
    svg('title', {}, sharedMeaning(card)),
  );
}

function targetMark(card: Card, x: number): SVGGElement {
  return svg(
    'g',
    { class: 'target-mark', transform: `translate(${String(x)} 13)` },
    svg('circle', { class: 'target-ring', r: 5 }),
    svg('circle', { class: 'target-middle', r: 2 }),
    svg('title', {}, `target ${targetNames(card).map((name) => `\`${name}\``).join(', ')}`),
  );
}

/** What it means in Forgather that a node of this kind is used more than once. */
export function sharedMeaning(card: Card): string {
  const times = `${String(uses(card).length)} times`;
  switch (card.kind) {
    case 'singleton':
    case 'meta':
      return `constructed once, and used ${times}`;
    case 'factory':
      return `written once, and constructed anew each of the ${times} it is used`;
    case 'variable':
      return `one variable, used ${times}`;
    default:
      return `written once, and used ${times}`;
  }
}

function toggle(placed: PlacedCard, { x, y }: Point): SVGGElement {
  const hides = placed.collapsed && placed.hides > 0 ? `+${String(placed.hides)}` : '';
  return svg(
    'g',
    { class: 'toggle', transform: `translate(${String(x)} ${String(y)})` },
    svg('circle', { class: 'toggle-area', r: 10 }),
    svg('path', { class: 'toggle-sign', d: placed.collapsed ? 'M-2 -4 2 0 -2 4' : 'M-4 -2 0 2 4 -2' }),
    hides === '' ? undefined : svg('text', { class: 'text-small', x: 0, y: 21, 'text-anchor': 'middle' }, hides),
    svg('title', {}, placed.collapsed ? 'expand' : 'collapse'),
  );
}

function at(point: Point): string {
  return `${round(point.x)} ${round(point.y)}`;
}

function round(length: number): string {
  return String(Math.round(length * 10) / 10);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to);
  return whole === 0
    ? from
    : { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}
