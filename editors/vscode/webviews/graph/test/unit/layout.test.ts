import assert from 'node:assert/strict';
import { test } from 'node:test';
import ELK from 'elkjs/lib/elk.bundled.js';
import { boxOf } from '../../src/box.js';
import { cardsOf, type Cards } from '../../src/cards.js';
import { place, type Engine, type Placed } from '../../src/layout.js';
import { visible } from '../../src/visible.js';
import { Walk, type Direction } from '../../src/walk.js';
import { exampleGraph, noServer } from '../server.js';
import { overlapping } from './overlapping.js';
import { WrittenGraph } from './written-graph.js';

const elk = new ELK();
const measure = (text: string): number => text.length * 7;
const engine: Engine = (graph) => elk.layout(graph);
const placed = (cards: Cards, collapsed: string[] = []): Promise<Placed> =>
  place(visible(cards, new Set(collapsed)), true, measure, engine);

test('the example is laid out from left to right, and nothing overlaps', { skip: noServer }, async () => {
  const drawing = await placed(cardsOf(exampleGraph('baseline.yaml')));
  assert.deepEqual(overlapping(drawing), []);
  for (const { from, to } of drawing.edges) {
    const a = drawing.byKey.get(from.key);
    const b = drawing.byKey.get(to.key);
    assert.ok(a && b && a.x + a.box.width < b.x, `${from.title} stands left of ${to.title}`);
  }
});

test('an edge begins at the row of its argument and ends at the title of its value', { skip: noServer }, async () => {
  const drawing = await placed(cardsOf(exampleGraph('baseline.yaml')));
  const edge = drawing.edges.find(({ from, row }) => from.key === '@model' && row?.label === 'loss_fn');
  const from = drawing.byKey.get('@model');
  const to = edge === undefined ? undefined : drawing.byKey.get(edge.to.key);
  assert.ok(edge && from && to);
  const rowY = from.box.rows.find((box) => box.label === 'loss_fn')?.y ?? 0;
  assert.deepEqual(edge.points[0], { x: from.x + from.box.width, y: from.y + rowY });
  assert.deepEqual(edge.points.at(-1), { x: to.x, y: to.y + to.box.titleY });
});

test('lines cross no card', { skip: noServer }, async () => {
  const drawing = await placed(cardsOf(exampleGraph('baseline.yaml')));
  for (const edge of drawing.edges) {
    edge.points.slice(1).forEach((b, index) => {
      const a = edge.points[index];
      assert.ok(a);
      for (const { card, x, y, box } of drawing.cards) {
        const within =
          Math.min(a.x, b.x) < x + box.width - 1 && Math.max(a.x, b.x) > x + 1 &&
          Math.min(a.y, b.y) < y + box.height - 1 && Math.max(a.y, b.y) > y + 1;
        assert.ok(!within, `the line from ${edge.from.title} to ${edge.to.title} crosses ${card.title}`);
      }
    });
  }
});

test('a card shows some of many literals, and says how many more there are', () => {
  const g = new WrittenGraph();
  const part = g.call('singleton', 'a:Part');
  const literals = Array.from({ length: 20 }, (_, i): [string, string] => [`k${String(i)}`, 'v']);
  const kwargs = { ...Object.fromEntries(literals), part };
  const [, main] = visible(cardsOf(g.of({ main: g.call('singleton', 'a:Main', { kwargs }) })), new Set()).cards;
  assert.ok(main);
  const box = boxOf(main, true, measure);
  assert.deepEqual(box.rows.map((row) => row.label), ['k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'part']);
  assert.equal(box.more?.count, 12);
  assert.deepEqual(boxOf(main, false, measure).rows.map((row) => row.label), ['part']);
});

test('a text that is too long is cut to fit', () => {
  const g = new WrittenGraph();
  const [, main] = visible(cardsOf(g.of({ main: g.call('singleton', `a:${'Long'.repeat(50)}`) })), new Set()).cards;
  assert.ok(main);
  const box = boxOf(main, true, measure);
  assert.match(box.title, /^(Long)+L?o?n?…$/);
  assert.ok(measure(box.title) <= 250 && box.width < 300);
});

test('arrow keys lead along edges, back to where one came from, and between siblings', { skip: noServer }, async () => {
  const drawing = await placed(cardsOf(exampleGraph('baseline.yaml')));
  const walk = new Walk();
  let at = drawing.cards[0];
  const go = (...directions: Direction[]): string => {
    for (const direction of directions) {
      at = (at && walk.next(drawing, at, direction)) ?? at;
    }
    return at?.card.name ?? at?.card.title ?? '';
  };
  assert.equal(go('right'), 'meta');
  assert.equal(go('down'), 'model');
  assert.equal(go('right'), 'InputEncoder');
  assert.equal(go('down'), 'layer_stack');
  assert.equal(go('right', 'down'), 'norm_factory');
  // `norm_factory` is used by two: back is where one came from, and right again where one was.
  assert.equal(go('left'), 'layer_stack');
  assert.equal(go('right'), 'norm_factory');
  assert.ok(at);
  assert.equal(walk.otherUser(drawing, at)?.card.name, 'layer_factory');
  assert.equal(go('left'), 'layer_factory');
  assert.equal(go('first'), 'configuration');
});
