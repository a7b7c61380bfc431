import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardsOf, isShared, renamedKeys, shortConstructor, targetNames, uses, type Card, type Cards } from '../../src/cards.js';
import { readGraph } from '../../src/graph-json.js';
import { exampleGraph, noServer } from '../server.js';
import { WrittenGraph } from './written-graph.js';

function named(cards: Cards, name: string): Card {
  const card = cards.byKey.get(`@${name}`) ?? cards.byKey.get(`&${name}`);
  assert.ok(card, `there is no card ${name}`);
  return card;
}

function rowsOf(card: Card): string[] {
  return card.rows.map((row) => `${'  '.repeat(row.depth)}${row.label}: ${row.card === undefined ? row.value : `→ ${row.card.title}`}`);
}

test('a node of the example is drawn with its constructor, name, and arguments in order', { skip: noServer }, () => {
  const model = named(cardsOf(exampleGraph('baseline.yaml')), 'model');
  assert.equal(model.kind, 'singleton');
  assert.equal(model.title, 'CausalLM');
  assert.equal(model.module, 'causal_lm.py');
  assert.deepEqual(rowsOf(model), [
    'input_encoder: → InputEncoder',
    'layer_stack: → LayerStack',
    'output_decoder: → Linear',
    'loss_fn: → CausalLoss',
    'init_weights: → init_weights',
  ]);
  assert.deepEqual(targetNames(model), ['main']);
});

test('a node that the example shares is one card, used at each place', { skip: noServer }, () => {
  const cards = cardsOf(exampleGraph('baseline.yaml'));
  const usersOf = (name: string): string[] => uses(named(cards, name)).map(({ by, row }) => `${by.title}.${row.path}`);
  assert.deepEqual(usersOf('norm_factory').sort(), ['LayerStack.post_norm_factory', 'PreNormLayer.norm_factory']);
  assert.deepEqual(usersOf('vocab_size').sort(), ['InputEncoder.vocab_size', 'Linear.[1]']);
  assert.deepEqual(usersOf('hidden_size').sort(), [
    'FeedForward.d_model',
    'InputEncoder.d_model',
    'LayerNorm.d_model',
    'Linear.[0]',
    'SingleHeadAttention.d_model',
  ]);
  assert.equal(isShared(named(cards, 'hidden_size')), true);
  assert.equal(isShared(named(cards, 'model')), false);
});

test('a variable that is used once stands in the row of its argument', { skip: noServer }, () => {
  const cards = cardsOf(exampleGraph('baseline.yaml'));
  assert.ok(rowsOf(named(cards, 'feedforward_factory')).includes('d_feedforward: d_feedforward = 16'));
  assert.equal(cards.all.some((card) => card.title === 'd_feedforward'), false);
  assert.equal(named(cards, 'hidden_size').fallback, '8');
});

test('an argument that is an alias leads to where the argument is written', { skip: noServer }, () => {
  const row = named(cardsOf(exampleGraph('baseline.yaml')), 'norm_factory').rows[0];
  // `d_model: *hidden_size` in the block `norm_factory`, and not the definition of `hidden_size`.
  assert.equal(row?.origin?.line, 63);
  assert.equal(row.card?.origin?.line, 33);
});

test('containers with a tag are what they were written as', { skip: noServer }, () => {
  const cards = cardsOf(exampleGraph('every_tag.yaml'));
  assert.deepEqual(
    ['shape', 'primes', 'point', 'callbacks'].map((name) => [named(cards, name).title, ...rowsOf(named(cards, name))]),
    [
      ['tuple', '0: → width', '1: 2'],
      ['list', '0: 2', '1: 3', '2: 5', '3: 7'],
      ['dict', 'x: 1', 'y: 2'],
      ['list', '0: "print the loss"', '1: "print the time"'],
    ],
  );
});

test('constructors are named by what one knows them by', () => {
  for (const [spec, title, module] of [
    ['torch.nn:Linear', 'Linear', 'torch.nn'],
    ['transformers:AutoModel.from_config', 'AutoModel.from_config', 'transformers'],
    ['/home/me/src/causal_lm.py:CausalLM', 'CausalLM', 'causal_lm.py'],
    ['.glu:GLU', 'GLU', '.glu'],
    ['getattr', 'getattr', ''],
    ['str.join', 'str.join', ''],
    ['torch.nn.SiLU', 'SiLU', 'torch.nn'],
  ] as const) {
    assert.deepEqual(shortConstructor(spec), { title, module }, spec);
  }
});

test('lists and mappings are rows of what they belong to, with an edge from each item', () => {
  const g = new WrittenGraph();
  const one = g.call('singleton', 'a:One');
  const two = g.call('singleton', 'a:Two');
  const user = g.call('singleton', 'a:User', { kwargs: { parts: g.list(one, g.dict({ second: two })), sizes: ['1', '2'] } });
  const cards = cardsOf(g.of({ main: user }));
  const card = cards.targets.get('main');
  assert.ok(card);
  assert.deepEqual(rowsOf(card), [
    'parts: list of 2',
    '  0: → One',
    '  1: mapping of 1',
    '    second: → Two',
    'sizes: ["1", "2"]',
  ]);
  assert.equal(card.rows[3]?.path, 'parts[1].second');
});

test('a list that is shared, or long and leads to nodes, has a card of its own', () => {
  const g = new WrittenGraph();
  const shared = g.anchor('shared', g.list('a'));
  const long = g.list(...Array.from({ length: 11 }, () => g.call('singleton', 'a:Item')));
  const user = g.call('singleton', 'a:User', { args: [shared, shared, long] });
  const cards = cardsOf(g.of({ main: user }));
  assert.equal(uses(named(cards, 'shared')).length, 2);
  assert.equal(named(cards, 'shared').title, 'list of 1');
  const longCard = cards.targets.get('main')?.rows[2]?.card;
  assert.equal(longCard?.rows.length, 11);
  // A long list of literals is a value, and stays one.
  const h = new WrittenGraph();
  const literals = h.call('singleton', 'a:User', { args: [Array.from({ length: 50 }, String)] });
  assert.equal(cardsOf(h.of({ main: literals })).all.length, 2);
});

test('a definition that nothing uses is drawn below the root; one that is used is not listed twice', () => {
  const g = new WrittenGraph();
  const used = g.call('singleton', 'a:Used');
  const inner = g.call('singleton', 'a:Inner');
  const unused = g.call('singleton', 'a:Unused', { args: [inner] });
  const cards = cardsOf(g.of({ main: used }, [['.define', used], ['.inner', inner], ['.spare', unused]]));
  assert.deepEqual(rowsOf(cards.all[0]), ['main: → Used', '.spare: → Unused']);
  assert.equal(cards.all[0].rows[1]?.role, 'hidden');
});

test('a target counts as a use only where nothing else uses the node', () => {
  const g = new WrittenGraph();
  const part = g.call('singleton', 'a:Part');
  const main = g.call('singleton', 'a:Main', { args: [part] });
  const cards = cardsOf(g.of({ part, main, same: main }));
  const [partCard, mainCard] = [cards.targets.get('part'), cards.targets.get('main')];
  assert.ok(partCard && mainCard);
  assert.equal(isShared(partCard), false);
  assert.equal(isShared(mainCard), true);
  assert.deepEqual(targetNames(mainCard), ['main', 'same']);
});

test('what could not be read is counted, and has its row', () => {
  const g = new WrittenGraph();
  const main = g.call('singleton', 'a:Main', { kwargs: { broken: g.broken(), fine: 'x' } });
  const cards = cardsOf(g.of({ main }));
  assert.deepEqual(cards.problems.map(({ by, row }) => [by.title, row.path]), [['Main', 'broken']]);
});

test('a node is the same in the next graph by its name, its anchor, or the way from the nearest of these', () => {
  const written = (extra: boolean): Cards => {
    const g = new WrittenGraph();
    const before = extra ? [g.call('factory', 'a:New')] : [];
    const part = g.call('factory', 'a:Part', { args: [...before] });
    const model = g.call('singleton', 'a:Model', { name: 'model', kwargs: { part } });
    const trainer = g.call('singleton', 'a:Trainer', { kwargs: { model } });
    return cardsOf(g.of(extra ? { other: g.call('singleton', 'a:Other'), main: trainer } : { main: trainer }));
  };
  const keys = (cards: Cards): string[] => cards.all.map((card) => card.key);
  assert.deepEqual(keys(written(false)), ['root', 'root/main', '@model', '@model/part']);
  assert.ok(keys(written(false)).every((key) => keys(written(true)).includes(key)));
});

test('a node that got a name is found again by its way', () => {
  const written = (name?: string): Cards => {
    const g = new WrittenGraph();
    const model = g.call('singleton', 'a:Model', name === undefined ? {} : { name });
    return cardsOf(g.of({ main: model }));
  };
  assert.deepEqual([...renamedKeys(written(), written('model'))], [['root/main', '@model']]);
  assert.deepEqual([...renamedKeys(written('model'), written('net'))], [['@model', '@net']]);
});

test('two nodes of one name, which is an error, are two cards', () => {
  const g = new WrittenGraph();
  const cards = cardsOf(g.of({ a: g.call('singleton', 'a:A', { name: 'x' }), b: g.call('singleton', 'a:B', { name: 'x' }) }));
  assert.equal(cards.byKey.size, 3);
});

test('a graph whose version is not known is refused with words for the user', () => {
  assert.throws(() => readGraph({ version: 2 }), /version 2, this view reads version 1: update the extension/);
  assert.throws(() => readGraph('x'), /is not a node graph/);
});

test('a root that is a call is drawn as it is', () => {
  const g = new WrittenGraph();
  const root = g.call('partial', 'a:Root', { args: ['x'] });
  const graph = { ...g.of({}), root, targets: null };
  assert.deepEqual(cardsOf(graph).all.map((card) => [card.kind, card.title]), [['partial', 'Root']]);
});
