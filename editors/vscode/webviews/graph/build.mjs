// Makes dist/graph.js and dist/graph.css, which are all that the page loads, and the licence of what is in them.

import { copyFile, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The layout library's worker as a text: a webview can start workers from texts only. */
const workerAsText = {
  name: 'worker-as-text',
  setup(building) {
    building.onLoad({ filter: /elk-worker\.min\.js$/ }, async ({ path }) => ({
      contents: await readFile(path, 'utf8'),
      loader: 'text',
    }));
  },
};

/** @param {{ outdir?: string, sourcemap?: boolean }} options */
export async function buildGraph({ outdir = 'dist', sourcemap = false } = {}) {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const to = resolve(here, outdir);
  const { version } = JSON.parse(await readFile(join(here, 'node_modules/elkjs/package.json'), 'utf8'));
  await build({
    absWorkingDir: here,
    entryPoints: [
      { in: 'src/main.ts', out: 'graph' },
      { in: 'src/graph.css', out: 'graph' },
    ],
    outdir: to,
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome128', 'firefox128', 'safari17.4'],
    minify: true,
    sourcemap,
    legalComments: 'none',
    banner: {
      js: `/* Contains elkjs ${version}, unchanged, under the Eclipse Public License 2.0 (elkjs.LICENSE.md); its source is at https://github.com/kieler/elkjs */`,
    },
    plugins: [workerAsText],
    logLevel: 'warning',
  });
  await copyFile(join(here, 'node_modules/elkjs/LICENSE.md'), join(to, 'elkjs.LICENSE.md'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildGraph();
}
