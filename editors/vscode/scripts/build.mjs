// Bundles the extension and its webviews into `dist`, and puts what other folders of the repository hold beside them.
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { buildGraph } from "../webviews/graph/build.mjs";

const extension = dirname(dirname(fileURLToPath(import.meta.url)));
const repository = join(extension, "../..");

export async function build({ watch = false, maps = false } = {}) {
  const dist = join(extension, "dist");
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const grammar = "forgather.tmLanguage.json";
  await copyFile(join(repository, "grammars/textmate", grammar), join(dist, grammar));
  const bundle = {
    absWorkingDir: extension,
    entryPoints: { extension: "src/extension.ts" },
    outdir: dist,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode"],
    // The ES modules of libraries are smaller once bundled, and load faster.
    mainFields: ["module", "main"],
    minify: !maps,
    sourcemap: maps,
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
  };
  await buildGraph({ outdir: dist, sourcemap: maps });
  if (watch) {
    await (await esbuild.context(bundle)).watch();
    return;
  }
  const { metafile } = await esbuild.build(bundle);
  // The graph's page has its layout from elkjs.
  const inputs = [...Object.keys(metafile.inputs), "webviews/graph/node_modules/elkjs/"];
  await writeFile(join(dist, "THIRD-PARTY-NOTICES.txt"), await notices(inputs));
}

/** The licences of the packages whose code is in the bundles, which ask for nothing more than to be passed on. */
async function notices(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const within = input.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/);
    if (within) folders.add(within[0]);
  }
  const texts = [];
  for (const folder of [...folders].sort()) {
    const files = await readdir(join(extension, folder));
    const licence = files.find((file) => /^licen[cs]e/i.test(file));
    if (!licence) throw new Error(`${folder} comes without the text of its licence`);
    const { name, version, license } = JSON.parse(await readFile(join(extension, folder, "package.json"), "utf8"));
    texts.push(`${name} ${version} (${license})\n\n${await readFile(join(extension, folder, licence), "utf8")}`);
  }
  return texts.join(`\n${"-".repeat(78)}\n\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const watch = process.argv.includes("--watch");
  await build({ watch, maps: watch });
}
