// Bundles the extension and its webviews into `dist`, and puts what other folders of the repository hold beside them.
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { buildGraph } from "../webviews/graph/build.mjs";

const extension = dirname(dirname(fileURLToPath(import.meta.url)));
const repository = join(extension, "../..");

/** What is loaded when it is needed first, and is a file of its own. */
const LATER = ["language_client", "yaml"];

const loadedLater = {
  name: "loaded later",
  setup(bundle) {
    bundle.onResolve({ filter: new RegExp(`^\\./(${LATER.join("|")})\\.ts$`) }, ({ path, kind }) =>
      kind === "dynamic-import" ? { path: path.replace(/\.ts$/, ".js"), external: true } : undefined,
    );
  },
};

export async function build({ watch = false, maps = false } = {}) {
  const dist = join(extension, "dist");
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const grammar = "forgather.tmLanguage.json";
  await copyFile(join(repository, "grammars/textmate", grammar), join(dist, grammar));
  const bundle = {
    absWorkingDir: extension,
    entryPoints: ["src/extension.ts", ...LATER.map((file) => `src/${file}.ts`)],
    outdir: dist,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode"],
    plugins: [loadedLater],
    supported: { "dynamic-import": false },
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
  await writeFile(join(dist, "THIRD-PARTY-NOTICES.txt"), await notices(Object.keys(metafile.inputs)));
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
