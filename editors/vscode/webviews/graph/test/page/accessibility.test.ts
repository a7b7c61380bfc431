// axe-core finds nothing to complain about, in all of the editor's kinds of themes.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { AxeResults } from 'axe-core';
import { exampleGraph, noServer, repository } from '../server.js';
import { CHROMIUM, THEMES, Webviews, type Webview } from './webview.js';

const skip = noServer || (existsSync(CHROMIUM) ? false : `there is no Chromium at ${CHROMIUM}; tests/editors/install gets it`);
const project = join(repository, 'editors/vscode/webviews/graph');
const axe = readFileSync(createRequire(join(project, 'package.json')).resolve('axe-core/axe.min.js'), 'utf8');

let webviews: Webviews | undefined;

before(async () => {
  webviews = skip === false ? await Webviews.start(join(project, 'dist')) : undefined;
});
after(() => webviews?.stop());

async function violations(view: Webview): Promise<string[]> {
  const { violations } = await view.page.evaluate(
    () => (globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe.run({ resultTypes: ['violations'] }),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
}

/** Texts of the drawing whose colour is too near to that of their card: axe does not look at SVG. */
function faintTexts(): string[] {
  const channels = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color: number[]): number => {
    const [r = 0, g = 0, b = 0] = color.map((part) => (part <= 10 ? part / 3294 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return [...document.querySelectorAll('.card text')].flatMap((text) => {
    const box = text.closest('.card')?.querySelector('.card-box');
    if (box === null || box === undefined || getComputedStyle(text).display === 'none') {
      return [];
    }
    const back = channels(getComputedStyle(box).fill);
    const [r = 0, g = 0, b = 0, alpha = 1] = channels(getComputedStyle(text).fill);
    const front = [r, g, b].map((part, index) => part * alpha + (back[index] ?? 0) * (1 - alpha));
    const [light = 0, dark = 0] = [luminance(front), luminance(back)].sort((x, y) => y - x);
    const contrast = (light + 0.05) / (dark + 0.05);
    return contrast < 4.5
      ? [`${text.getAttribute('class') ?? ''} "${text.firstChild?.textContent ?? ''}" ${contrast.toFixed(2)}`]
      : [];
  });
}

for (const theme of THEMES) {
  test(`the page is accessible in the theme ${theme}`, { skip }, async () => {
    assert.ok(webviews);
    const view = await webviews.open(theme);
    try {
      await view.page.evaluate(axe);
      await view.draw(exampleGraph('every_tag.yaml'), 'every_tag.yaml', { targetToFocus: 'sample' });
      await view.page.locator('aside').waitFor();
      assert.deepEqual(await violations(view), [], 'with details');
      assert.deepEqual(await view.page.evaluate(faintTexts), []);
      await view.page.keyboard.press('/');
      await view.page.keyboard.type('nothing like it');
      assert.deepEqual(await violations(view), [], 'searching');
      await view.page.keyboard.press('Escape');
      await view.page.keyboard.press('?');
      assert.deepEqual(await violations(view), [], 'with the legend');
      await view.page.keyboard.press('Escape');
      await view.send({ type: 'problem', title: 'x.yaml', message: 'something is wrong' });
      await view.page.locator('.notice.is-problem').waitFor();
      assert.deepEqual(await violations(view), [], 'with a problem');
    } finally {
      await view.close();
    }
  });
}
