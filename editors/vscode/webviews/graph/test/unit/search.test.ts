import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardsOf, type Cards } from '../../src/cards.js';
import { bestFound, nextFound, search } from '../../src/search.js';
import { WrittenGraph } from './written-graph.js';

function example(): Cards {
  const g = new WrittenGraph();
  const size = g.anchor('hidden', g.variable('hidden_size', '8'));
  const linear = g.call('partial', 'torch.nn:Linear', { name: 'linear_factory', kwargs: { in_features: size } });
  const norm = g.call('partial', 'torch.nn:LayerNorm', { kwargs: { d_model: size, eps: '1e-5' } });
  return cardsOf(g.of({ main: g.call('singleton', 'my.py:Model', { name: 'model', kwargs: { linear, norm } }) }));
}

function found(query: string): string[] | undefined {
  return search(example(), query)?.cards.map((card) => card.title);
}

test('nothing is searched for nothing', () => {
  assert.equal(found(''), undefined);
  assert.equal(found('  '), undefined);
});

test('a search finds constructors, modules, names, anchors, kinds, arguments and their values', () => {
  assert.deepEqual(found('LINEAR'), ['Model', 'Linear']);
  assert.deepEqual(found('torch.nn'), ['Linear', 'LayerNorm']);
  assert.deepEqual(found('@model'), ['Model']);
  assert.deepEqual(found('&hidden'), ['hidden_size']);
  assert.deepEqual(found('partial'), ['Linear', 'LayerNorm']);
  assert.deepEqual(found('in_features'), ['Linear']);
  assert.deepEqual(found('1e-5'), ['LayerNorm']);
  assert.deepEqual(found('nowhere'), []);
});

test('all words are needed, in any order', () => {
  assert.deepEqual(found('norm partial'), ['LayerNorm']);
  assert.deepEqual(found('partial norm eps'), ['LayerNorm']);
  assert.deepEqual(found('partial model'), ['LayerNorm']);
});

test('next and previous go round', () => {
  const cards = example();
  const all = search(cards, 'torch');
  assert.ok(all);
  const [linear, norm] = all.cards;
  assert.equal(nextFound(cards, all, undefined, 1), linear);
  assert.equal(nextFound(cards, all, linear, 1), norm);
  assert.equal(nextFound(cards, all, norm, 1), linear);
  assert.equal(nextFound(cards, all, linear, -1), norm);
  assert.equal(nextFound(cards, all, undefined, -1), norm);
  const none = search(cards, 'nowhere');
  assert.ok(none);
  assert.equal(nextFound(cards, none, linear, 1), undefined);
});

test('what is called by the word is most likely meant', () => {
  const cards = example();
  const best = (query: string): string | undefined => {
    const all = search(cards, query);
    return all && bestFound(all, query)?.title;
  };
  assert.equal(best('linear'), 'Linear');
  assert.equal(best('partial norm'), 'LayerNorm');
  assert.equal(best('d_model'), 'LayerNorm');
  assert.equal(best('nowhere'), undefined);
});
