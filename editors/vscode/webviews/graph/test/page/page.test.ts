// The page in a real browser, as a webview of the editor has it.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Graph, Origin } from '../../src/graph-json.js';
import { exampleGraph, noServer, repository } from '../server.js';
import { WrittenGraph } from '../unit/written-graph.js';
import { CHROMIUM, Webviews, type Webview } from './webview.js';

const skip = noServer || (existsSync(CHROMIUM) ? false : `there is no Chromium at ${CHROMIUM}; tests/editors/install gets it`);
const dist = join(repository, 'editors/vscode/webviews/graph/dist');

let webviews: Webviews | undefined;

before(async () => {
  webviews = skip === false ? await Webviews.start(dist) : undefined;
});
after(() => webviews?.stop());

/** A test on the example's graph. At its end, the browser must have had nothing to complain about. */
function onPage(name: string, check: (view: Webview) => Promise<void>, stored?: unknown): void {
  test(name, { skip }, async () => {
    assert.ok(webviews);
    const view = await webviews.open('dark', { width: 1280, height: 800 }, stored);
    try {
      await check(view);
      assert.deepEqual(view.complaints, []);
    } finally {
      await view.close();
    }
  });
}

const card = (key: string): string => `.card[data-key="${key}"]`;
const item = (key: string): string => `${card(key)} [role="treeitem"]`;
const baseline = (): unknown => exampleGraph('baseline.yaml');

/** The template text from where a location is. */
function textAt({ file, line, column }: Origin): string {
  return Array.from(readFileSync(file, 'utf8').split('\n')[line - 1] ?? '').slice(column - 1).join('');
}

async function selected(view: Webview): Promise<string | null> {
  return view.page.locator('.card.is-selected').getAttribute('data-key');
}

async function press(view: Webview, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    await view.page.keyboard.press(key);
  }
}

onPage('a click shows the template text of the node beside the graph, a double click goes there', async (view) => {
  await view.draw(baseline());
  await view.page.click(`${card('@model')} .text-title`);
  const click = await view.waitForMessage('open');
  assert.equal(click.preserveFocus, true);
  assert.match(textAt(click.location), /^&model !singleton:/);
  assert.equal(await selected(view), '@model');
  await view.forgetMessages();
  await view.page.dblclick(`${card('@model')} .text-title`);
  assert.deepEqual((await view.messages()).map((message) => message.type === 'open' && message.preserveFocus), [true, true, false]);
});

onPage('a click on a row shows where its argument is written', async (view) => {
  await view.draw(baseline());
  await view.page.click(`${card('@layer_stack')} [data-row="post_norm_factory"] .row-label`);
  assert.equal(textAt((await view.waitForMessage('open')).location), 'post_norm_factory: *norm_factory');
});

onPage('a click on the end of an edge leads to its value', async (view) => {
  await view.draw(baseline());
  await view.page.click(`${card('@model')} [data-row="layer_stack"] .row-port`);
  assert.equal(await selected(view), '@layer_stack');
  assert.equal((await view.messages()).some(({ type }) => type === 'open'), false);
});

onPage('to drag moves the drawing, and clicks nothing', async (view) => {
  await view.draw(baseline());
  const title = view.page.locator(`${card('@model')} .text-title`);
  const from = await title.boundingBox();
  assert.ok(from);
  await view.page.mouse.move(from.x + 5, from.y + 5);
  await view.page.mouse.down();
  await view.page.mouse.move(from.x + 65, from.y - 35, { steps: 4 });
  await view.page.mouse.up();
  const to = await title.boundingBox();
  assert.ok(to);
  assert.deepEqual([Math.round(to.x - from.x), Math.round(to.y - from.y)], [60, -40]);
  assert.equal((await view.messages()).some(({ type }) => type === 'open'), false);
});

onPage('the wheel zooms at the pointer, keys zoom and fit', async (view) => {
  await view.draw(baseline());
  const percent = view.page.locator('.zoom-percent');
  await press(view, '0');
  assert.equal(await percent.textContent(), '100%');
  const title = view.page.locator(`${card('@model')} .text-title`);
  const before = await title.boundingBox();
  assert.ok(before);
  await view.page.mouse.move(before.x, before.y);
  await view.page.mouse.wheel(0, -120);
  await view.page.waitForFunction(() => document.querySelector('.zoom-percent')?.textContent !== '100%');
  const after = await title.boundingBox();
  assert.ok(after && after.width > before.width * 1.1);
  assert.ok(Math.abs(after.x - before.x) < 2 && Math.abs(after.y - before.y) < 2);
  await press(view, 'f');
  const drawing = await view.page.locator('.canvas').boundingBox();
  const all = await view.page.locator('.cards').boundingBox();
  assert.ok(drawing && all);
  assert.ok(all.x >= drawing.x && all.x + all.width <= drawing.x + drawing.width);
  assert.ok(all.y >= drawing.y && all.y + all.height <= drawing.y + drawing.height);
});

onPage('with the keyboard alone one walks, opens, collapses, and comes back', async (view) => {
  await view.draw(baseline());
  const focused = (): Promise<string | null | undefined> =>
    view.page.evaluate(() => document.activeElement?.closest('[data-key]')?.getAttribute('data-key'));
  while ((await focused()) !== 'root') {
    await press(view, 'Tab');
  }
  await press(view, 'ArrowRight', 'ArrowDown');
  assert.equal(await focused(), '@model');
  await press(view, 'Enter');
  const opened = await view.waitForMessage('open');
  assert.match(textAt(opened.location), /^&model /);
  assert.equal(opened.preserveFocus, false);

  await view.redrawn(() => press(view, 'Space'));
  assert.equal(await view.page.locator(card('@layer_stack')).count(), 0);
  assert.equal(await view.page.locator(item('@model')).getAttribute('aria-expanded'), 'false');
  assert.equal(await focused(), '@model');
  await view.redrawn(() => press(view, 'ArrowRight'));
  assert.equal(await view.page.locator(card('@layer_stack')).count(), 1);
  await press(view, 'ArrowRight', 'ArrowDown');
  assert.equal(await focused(), '@layer_stack');
  assert.equal(await view.page.locator('.cards [tabindex="0"]').count(), 1);
});

onPage('what is walked to comes into sight', async (view) => {
  await view.draw(baseline());
  await press(view, '0', 'ArrowRight', 'ArrowRight', 'ArrowDown');
  for (let i = 0; i < 5; i++) {
    await press(view, 'ArrowRight');
    const window = await view.page.locator('.drawing').boundingBox();
    const at = await view.page.locator('.card.is-selected .card-box').boundingBox();
    assert.ok(window && at);
    assert.ok(at.x >= window.x && at.x + at.width <= window.x + window.width, `step ${String(i)}`);
    assert.ok(at.y >= window.y && at.y + at.height <= window.y + window.height, `step ${String(i)}`);
  }
});

onPage('a search dims what it does not find, and leads from one result to the next', async (view) => {
  await view.draw(baseline());
  await press(view, '/');
  await view.page.keyboard.type('partial linear');
  assert.deepEqual(
    await view.page.locator('.card.is-found').evaluateAll((cards) => cards.map((one) => one.getAttribute('data-key')).sort()),
    ['@attention_factory', '@feedforward_factory', '@linear_factory'],
  );
  assert.equal(await view.page.locator(card('@norm_factory')).evaluate((one) => getComputedStyle(one).opacity), '0.3');
  // What is called so is meant first; the others are before and behind it as one reads.
  const count = (): Promise<string | null> => view.page.locator('.search-count').textContent();
  assert.deepEqual([await selected(view), await count()], ['@linear_factory', '2 of 3']);
  await press(view, 'Enter');
  assert.deepEqual([await selected(view), await count()], ['@feedforward_factory', '3 of 3']);
  await press(view, 'Enter');
  assert.deepEqual([await selected(view), await count()], ['@attention_factory', '1 of 3']);
  await press(view, 'Shift+Enter', 'Shift+Enter');
  assert.deepEqual([await selected(view), await count()], ['@linear_factory', '2 of 3']);
  await press(view, 'Escape');
  assert.equal(await view.page.locator('.card.is-found').count(), 0);
  assert.equal(await view.page.evaluate(() => document.activeElement?.closest('[data-key]')?.getAttribute('data-key')), '@linear_factory');
});

onPage('a search reaches below what is collapsed', async (view) => {
  await view.draw(baseline());
  await view.redrawn(() => view.page.click(`${card('@model')} .toggle`));
  assert.equal(await view.page.locator(card('@activation')).count(), 0);
  await view.page.fill('.search-input', 'relu');
  await view.page.waitForSelector(`${card('@activation')}.is-selected`);
});

onPage('a collapsed node says how many it hides, and joins what stays', async (view) => {
  await view.draw(baseline());
  await view.redrawn(() => view.page.click(`${card('@layer_factory')} .toggle`));
  // Attention, feed-forward, linear and activation; norm_factory is also the layer stack's, hidden_size also others'.
  assert.match((await view.page.locator(`${card('@layer_factory')} .toggle`).textContent()) ?? '', /\+4/);
  const summaries = await view.page
    .locator('.canvas .edge.is-summary')
    .evaluateAll((edges) => edges.map((edge) => `${edge.getAttribute('data-from') ?? ''} ${edge.getAttribute('data-to') ?? ''}`).sort());
  assert.deepEqual(summaries, ['@layer_factory &hidden_size', '@layer_factory @norm_factory']);
});

onPage('a shared node is marked, and its details name all that use it', async (view) => {
  await view.draw(baseline());
  assert.equal(await view.page.locator(`${card('@norm_factory')} .shared-mark text`).textContent(), '×2');
  assert.equal(await view.page.locator(`${card('@activation')} .shared-mark`).count(), 0);
  await view.page.click(`${card('@norm_factory')} .text-title`);
  const details = view.page.getByRole('complementary');
  const text = (await details.innerText()).replaceAll(/\s+/g, ' ');
  assert.match(text, /LayerNorm .*calls .*layer_norm\.py:LayerNorm name norm_factory .*shared written once, and used 2 times/);
  assert.match(text, /used by 2 PreNormLayer @layer_factory norm_factory LayerStack @layer_stack post_norm_factory/);
  await details.getByRole('button', { name: 'PreNormLayer' }).click();
  assert.equal(await selected(view), '@layer_factory');
});

onPage('an edit of the configuration keeps zoom, place, collapsed nodes and the selection', async (view) => {
  await view.draw(baseline());
  await view.redrawn(() => view.page.click(`${card('@layer_stack')} .toggle`));
  await view.page.click(`${card('@model')} .text-title`);
  await view.page.mouse.move(400, 400);
  await view.page.mouse.wheel(0, -120);
  const zoom = await view.page.locator('.zoom-percent').textContent();
  const at = await view.page.locator(`${card('@model')} .card-box`).boundingBox();
  // Other parts, other ids for all nodes, and a wider root that moves all the rest.
  const edited = exampleGraph('multi_head.yaml');
  const root = edited.nodes.find(({ id }) => id === edited.root);
  assert.ok(root?.type === 'dict');
  edited.nodes.push({ id: 10_000, type: 'str', value: 'a_target_with_a_long_name', span: [0, 0] });
  root.entries.unshift([10_000, 10_000]);
  const placeInDrawing = (): Promise<string | null> => view.page.locator(card('@model')).getAttribute('transform');
  const before = await placeInDrawing();
  await view.draw(edited);
  assert.notEqual(await placeInDrawing(), before);
  assert.equal(await view.page.locator('.zoom-percent').textContent(), zoom);
  assert.equal(await selected(view), '@model');
  assert.equal(await view.page.locator(item('@layer_stack')).getAttribute('aria-expanded'), 'false');
  const now = await view.page.locator(`${card('@model')} .card-box`).boundingBox();
  assert.ok(at && now);
  assert.ok(Math.abs(at.x - now.x) < 1 && Math.abs(at.y - now.y) < 1);
  assert.equal(await view.page.locator('.zoom-percent').textContent(), zoom);
});

onPage('what is seen outlives the page', async (view) => {
  await view.draw(baseline());
  await view.redrawn(() => view.page.click(`${card('@layer_stack')} .toggle`));
  await press(view, '+');
  const scene = await view.page.locator('.scene').getAttribute('transform');
  await view.page.waitForFunction(
    (wanted) => {
      const kept = (window.stored as { graphs?: Record<string, { view: { x: number; y: number; scale: number } }> } | undefined)?.graphs?.['baseline.yaml'];
      return kept !== undefined && `translate(${String(kept.view.x)} ${String(kept.view.y)}) scale(${String(kept.view.scale)})` === wanted;
    },
    scene,
  );
  const stored = await view.page.evaluate(() => window.stored);
  assert.ok(webviews);
  const next = await webviews.open('dark', { width: 1280, height: 800 }, stored);
  await next.draw(baseline());
  await next.page.waitForFunction((wanted) => document.querySelector('.scene')?.getAttribute('transform') === wanted, scene);
  assert.equal(await next.page.locator(item('@layer_stack')).getAttribute('aria-expanded'), 'false');
  await next.close();
});

onPage('a target that is asked for is selected and in sight, be it below a collapsed node', async (view) => {
  await view.draw(exampleGraph('every_tag.yaml'), 'every_tag.yaml');
  await view.redrawn(() => view.page.click(`${card('root')} .toggle`));
  await view.draw(exampleGraph('every_tag.yaml'), 'every_tag.yaml', { targetToFocus: 'doubled' });
  await view.page.waitForSelector('.card.is-selected');
  assert.equal(await view.page.locator('.card.is-selected .target-mark title').textContent(), 'target `doubled`');
});

onPage('literals can be left out', async (view) => {
  await view.draw(baseline());
  const seed = view.page.locator('[data-row="seed"]');
  assert.equal(await seed.count(), 1);
  await view.redrawn(() => press(view, 'l'));
  assert.equal(await seed.count(), 0);
  await view.page.locator(card('root')).waitFor();
});

onPage('an export is a drawing of its own, in the colours of the theme', async (view) => {
  await view.draw(baseline());
  await view.page.click(`${card('@model')} .text-title`);
  await view.page.getByRole('button', { name: 'export as SVG' }).click();
  const { svg, title } = await view.waitForMessage('exportSvg');
  assert.equal(title, 'baseline.yaml');
  assert.doesNotMatch(svg, /var\(| class=| style=|color\(|color-mix| data-/);
  assert.match(svg, /fill="rgb\(18, 19, 20\)"/);
  for (const text of ['CausalLM', '@layer_stack', 'post_norm_factory', '"abcdefghijklm']) {
    assert.ok(svg.includes(text), text);
  }
  // Another program draws it: the browser, as an image, in which nothing of the page counts.
  const drawn = await view.page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    const box = parsed.documentElement;
    return { error: parsed.querySelector('parsererror')?.textContent, width: Number(box.getAttribute('width')), texts: parsed.querySelectorAll('text').length };
  }, svg);
  assert.equal(drawn.error, undefined);
  assert.ok(drawn.width > 1000 && drawn.texts > 80);
  assert.doesNotMatch(svg, /stroke-width="2px"/, 'the selection is not part of it');
  // What was selected is selected still.
  assert.equal(await selected(view), '@model');
});

onPage('what is wrong is said instead of a drawing, and a good graph repairs it', async (view) => {
  assert.equal(await view.page.locator('.notice').textContent(), 'waiting for the graph …');
  await view.send({ type: 'problem', title: 'typo.yaml', message: '`ns.hiden_size` is undefined' });
  const notice = view.page.locator('.notice.is-problem');
  await notice.waitFor();
  assert.equal(await notice.textContent(), '`ns.hiden_size` is undefined');
  await view.send({ type: 'graph', title: 'x.yaml', graph: { version: 7 } });
  await view.page.waitForFunction(() => document.querySelector('.notice')?.textContent.includes('version 7'));
  assert.equal(await view.page.getByRole('button', { name: 'export as SVG' }).isDisabled(), true);
  await view.draw(baseline());
  assert.equal(await view.page.locator('.notice').isVisible(), false);
  assert.equal(await view.page.locator(card('@model')).count(), 1);
});

onPage('a graph that cannot be constructed says so and leads to the place', async (view) => {
  const graph = new WrittenGraph();
  const main = graph.call('singleton', 'a:Main', { name: 'broken', kwargs: { part: graph.broken() } });
  await view.draw(graph.of({ main }), 'x.yaml', { stale: true });
  const banner = view.page.locator('.banner');
  assert.match((await banner.innerText()).replaceAll(/\s+/g, ' '), /is broken at the moment.*cannot be constructed: a value could not be read/);
  await banner.getByRole('button', { name: 'show' }).click();
  assert.equal(await selected(view), '@broken');
});

onPage('a configuration without targets says that it is empty', async (view) => {
  await view.draw(new WrittenGraph().of({}), 'empty.yaml');
  assert.match(await view.page.locator('.banner').innerText(), /empty: it has no targets/);
});

onPage('the legend opens by key and explains every kind that is drawn', async (view) => {
  await view.draw(baseline());
  await press(view, '?');
  const legend = view.page.getByRole('dialog');
  await legend.waitFor();
  const text = await legend.innerText();
  for (const word of ['singleton', 'factory', 'partial', 'meta', 'variable', 'shared']) {
    assert.ok(text.includes(word), word);
  }
  await press(view, 'Escape');
  await legend.waitFor({ state: 'hidden' });
});

/** A forest of so many nodes. */
function manyNodes(count: number): Graph {
  const g = new WrittenGraph();
  let left = count;
  const tree = (depth: number): number => {
    left -= 1;
    const parts = depth > 0 && left > 0 ? [tree(depth - 1), tree(depth - 1), tree(depth - 1)] : [];
    return g.call('singleton', `pkg.mod:Class${String(left)}`, { args: parts, kwargs: { lr: '0.1' } });
  };
  const targets: Record<string, number> = {};
  while (left > 0) {
    targets[`t${String(left)}`] = tree(5);
  }
  return g.of(targets);
}

onPage('a graph of two thousand nodes opens at its upper levels, and stays usable', async (view) => {
  await view.draw(manyNodes(2000), 'large.yaml');
  const count = await view.page.locator('.card').count();
  assert.ok(count > 20 && count <= 120, String(count));
  await view.redrawn(() => press(view, 'ArrowDown', 'ArrowRight', 'Space'));
  await view.page.fill('.search-input', 'Class7');
  await view.page.waitForSelector('.card.is-selected.is-found');
});

onPage('of many cards those in sight are drawn, and an export has them all', async (view) => {
  await view.draw(manyNodes(300), 'large.yaml');
  await view.redrawn(() => view.page.getByRole('button', { name: 'expand all' }).click());
  const cards = await view.page.locator('.card').count();
  assert.ok(cards > 300);
  await press(view, '0');
  assert.ok((await view.page.locator('.card .text-title').count()) < cards / 2);
  // One that was not in sight is drawn once it is walked to.
  await view.page.locator('.cards [tabindex="0"]').focus();
  await press(view, 'End');
  assert.equal(await view.page.locator('.card.is-selected .text-title').count(), 1);
  await view.page.getByRole('button', { name: 'export as SVG' }).click();
  const { svg } = await view.waitForMessage('exportSvg');
  assert.equal(svg.match(/<title>pkg\.mod:Class/g)?.length, cards - 1);
});
