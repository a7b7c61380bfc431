// Real configurations, all of them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import ELK from 'elkjs/lib/elk.bundled.js';
import { cardsOf, type Cards } from '../../src/cards.js';
import { isCall, type Graph } from '../../src/graph-json.js';
import { place, type Placed } from '../../src/layout.js';
import { visible } from '../../src/visible.js';
import { corpusConfigurations, noCorpus } from '../server.js';
import { overlapping } from './overlapping.js';

let read: { name: string; graph: Graph; cards: Cards }[] | undefined;

function corpus(): NonNullable<typeof read> {
  read ??= corpusConfigurations().map(({ name, graph: load }) => {
    const graph = load();
    return { name, graph, cards: cardsOf(graph) };
  });
  return read;
}

const elk = new ELK();
const placed = (cards: Cards): Promise<Placed> =>
  place(visible(cards, new Set()), true, (text) => text.length * 7, (graph) => elk.layout(graph));

test('every node of the corpus is drawn, once, and joined to all that use it', { skip: noCorpus }, () => {
  assert.ok(corpus().length > 100);
  for (const { name, graph, cards } of corpus()) {
    const calls = graph.nodes.filter(isCall);
    const drawn = new Map(cards.all.map((card) => [card.id, card]));
    assert.equal(drawn.size, cards.all.length, name);
    assert.deepEqual(calls.filter((node) => !drawn.has(node.id)), [], name);
    assert.equal(cards.byKey.size, cards.all.length, name);
    const part = visible(cards, new Set());
    assert.equal(part.cards.length, cards.all.length, name);
    assert.equal(part.edges.length, cards.all.reduce((sum, card) => sum + card.usedBy.length, 0), name);
  }
});

test('the largest graph of the corpus is laid out without overlaps', { skip: noCorpus }, async (t) => {
  const [largest] = corpus().sort((a, b) => b.cards.all.length - a.cards.all.length);
  assert.ok(largest);
  await placed(largest.cards);
  const begin = process.cpuUsage();
  const drawing = await placed(largest.cards);
  const { user } = process.cpuUsage(begin);
  t.diagnostic(`${largest.name}: ${String(drawing.cards.length)} cards, ${String(drawing.edges.length)} edges, ${String(Math.round(user / 1000))} ms of processor time`);
  assert.deepEqual(overlapping(drawing), []);
});
