import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardsOf, type Cards } from '../../src/cards.js';
import { collapsedAtFirst, revealing, visible, type Visible } from '../../src/visible.js';
import { WrittenGraph } from './written-graph.js';

//  main ── Trainer ── Model ── Layer ── size
//             └─────── Data ── Reader     │
//                        └────────────────┘
function example(): Cards {
  const g = new WrittenGraph();
  const size = g.call('singleton', 'a:Size', { name: 'size' });
  const layer = g.call('singleton', 'a:Layer', { name: 'layer', args: [size] });
  const model = g.call('singleton', 'a:Model', { name: 'model', args: [layer] });
  const reader = g.call('singleton', 'a:Reader', { name: 'reader' });
  const data = g.call('singleton', 'a:Data', { name: 'data', args: [reader, size] });
  return cardsOf(g.of({ main: g.call('singleton', 'a:Trainer', { name: 'trainer', args: [model, data] }) }));
}

const titles = (part: Visible): string[] => part.cards.map(({ card }) => card.title);
const edges = (part: Visible): string[] =>
  part.edges.map(({ from, to, row, quiet }) => `${from.title}${row === undefined ? '⇢' : '→'}${to.title}${quiet ? ' quiet' : ''}`);

test('what is not collapsed is read from the root on, each below the first that uses it', () => {
  const part = visible(example(), new Set());
  assert.deepEqual(
    part.cards.map(({ card, level, position, siblings }) => `${String(level)} ${card.title} ${String(position)}/${String(siblings)}`),
    ['1 configuration 1/1', '2 Trainer 1/1', '3 Model 1/2', '4 Layer 1/1', '5 Size 1/1', '3 Data 2/2', '4 Reader 1/1'],
  );
});

test('a collapsed node hides what only it leads to, and is joined to what stays', () => {
  const part = visible(example(), new Set(['@model']));
  assert.deepEqual(titles(part), ['configuration', 'Trainer', 'Model', 'Size', 'Data', 'Reader']);
  assert.equal(part.byKey.get('@model')?.hides, 1);
  assert.deepEqual(edges(part), [
    'configuration→Trainer',
    'Trainer→Model',
    'Trainer→Data',
    'Model⇢Size',
    'Data→Reader',
    'Data→Size',
  ]);
});

test('a shared node is hidden once all that use it are', () => {
  const part = visible(example(), new Set(['@model', '@data']));
  assert.deepEqual(titles(part), ['configuration', 'Trainer', 'Model', 'Data']);
  assert.deepEqual(['@model', '@data'].map((key) => part.byKey.get(key)?.hides), [2, 2]);
});

test('what has nothing below is not collapsed', () => {
  assert.equal(visible(example(), new Set(['@size'])).byKey.get('@size')?.collapsed, false);
});

test('the root is joined quietly to targets that others use', () => {
  const g = new WrittenGraph();
  const part = g.call('singleton', 'a:Part', { name: 'part' });
  const cards = cardsOf(g.of({ part, main: g.call('singleton', 'a:Main', { name: 'main', args: [part] }) }));
  assert.deepEqual(edges(visible(cards, new Set())), ['configuration→Part quiet', 'configuration→Main', 'Main→Part']);
  assert.equal(visible(cards, new Set()).byKey.get('@part')?.level, 3);
});

test('to reveal a node opens the shortest way to it, and nothing else', () => {
  const cards = example();
  const collapsed = new Set(['@model', '@data', '@layer']);
  const size = cards.byKey.get('@size');
  assert.ok(size);
  const opened = revealing(cards, collapsed, size);
  assert.deepEqual([...opened], ['@model', '@layer']);
  assert.ok(visible(cards, opened).byKey.has('@size'));
  assert.deepEqual([...collapsed], ['@model', '@data', '@layer']);
});

test('of a large graph the upper levels are drawn at first, about as many as asked for', () => {
  const g = new WrittenGraph();
  const tree = (depth: number): number => g.call('singleton', 'a:N', { args: depth === 0 ? [] : [tree(depth - 1), tree(depth - 1), tree(depth - 1)] });
  const cards = cardsOf(g.of({ main: tree(6) }));
  assert.equal(cards.all.length, 1094);
  const part = visible(cards, collapsedAtFirst(cards, 120));
  assert.ok(part.cards.length <= 120 && part.cards.length > 60, String(part.cards.length));
  assert.equal(collapsedAtFirst(cards, 5000).size, 0);
});

test('a thousand nodes behind one another are no problem', () => {
  const g = new WrittenGraph();
  let last = g.call('singleton', 'a:End');
  for (let i = 0; i < 1000; i++) {
    last = g.call('singleton', 'a:N', { args: [last] });
  }
  assert.equal(visible(cardsOf(g.of({ main: last })), new Set()).cards.length, 1002);
});
