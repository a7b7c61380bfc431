// Makes a platform VSIX: `node scripts/package.mjs [TARGET] [--server FILE] [--out FILE_OR_FOLDER]`.
//
// TARGET is one of VS Code's names, such as linux-x64; the machine's own where none is named. The server is taken from
// `--server`, or $FORGATHER_LS. Without `--out` the VSIX is in `build`. What is packed is staged first, so that a file is in the VSIX only if it is listed here.
import { execFile } from "node:child_process";
import { chmod, copyFile, cp, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { build } from "./build.mjs";

const extension = dirname(dirname(fileURLToPath(import.meta.url)));
const repository = join(extension, "../..");
const run = promisify(execFile);

const TARGETS = [
  "linux-x64", "linux-arm64", "linux-armhf", "alpine-x64", "alpine-arm64", "darwin-x64", "darwin-arm64", "win32-x64", "win32-arm64",
];

const FILES = [
  "CHANGELOG.md", "README.md", "dist", "expanded-configuration.json", "expanded.tmLanguage.json", "language-configuration.json", "media",
];

/** Pictures of the walkthrough, which are taken by the tests in the real editor. */
const PICTURES = ["configurations.png", "diagnostics.png", "graph.png", "materialize.png", "preview.png"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { server: { type: "string" }, out: { type: "string" } },
});
const target = positionals[0] ?? `${process.platform}-${process.arch}`;
if (!TARGETS.includes(target)) fail(`\`${target}\` is none of VS Code's targets: ${TARGETS.join(", ")}`);
const server = values.server ?? process.env.FORGATHER_LS;
if (!server) fail("no server is named: give `--server FILE`, or set $FORGATHER_LS to the path of `forgather-ls`");

const manifest = JSON.parse(await readFile(join(extension, "package.json"), "utf8"));
const version = await workspaceVersion();
if (manifest.version !== version) {
  fail(`package.json says version ${manifest.version}, Cargo.toml says ${version}: they have to be the same`);
}
await build();

const stage = join(extension, "build", target);
await rm(stage, { recursive: true, force: true });
await mkdir(join(stage, "server"), { recursive: true });
for (const file of FILES) await cp(join(extension, file), join(stage, file), { recursive: true });
await mkdir(join(stage, "media/walkthrough"), { recursive: true });
for (const picture of PICTURES) {
  // While the first pictures are taken, there are none.
  await copyFile(join(repository, "docs/images", picture), join(stage, "media/walkthrough", picture)).catch(() =>
    console.error(`docs/images/${picture} is missing from the walkthrough`),
  );
}
await cp(join(repository, "LICENSE-MIT"), join(stage, "LICENSE.txt"));
await cp(join(repository, "LICENSE-APACHE"), join(stage, "LICENSE-APACHE.txt"));
const program = join(stage, "server", target.startsWith("win32") ? "forgather-ls.exe" : "forgather-ls");
await copyFile(resolve(server), program).catch(() => fail(`the server \`${server}\` cannot be read`));
await chmod(program, 0o755);
const packed = Object.fromEntries(
  Object.entries(manifest).filter(([key]) => !["devDependencies", "scripts", "private"].includes(key)),
);
await writeFile(join(stage, "package.json"), `${JSON.stringify(packed, null, 2)}\n`);

const given = resolve(values.out ?? join(extension, "build"));
const out = given.endsWith(".vsix") ? given : join(given, `${manifest.name}-${target}-${version}.vsix`);
await mkdir(dirname(out), { recursive: true });
const content = `${manifest.homepage}/blob/main/editors/vscode`;
const images = `${manifest.homepage}/raw/main/editors/vscode`;
await run(
  process.execPath,
  [
    join(extension, "node_modules/@vscode/vsce/vsce"), "package", "--target", target, "--no-dependencies", "--out", out,
    "--baseContentUrl", content, "--baseImagesUrl", images,
  ],
  { cwd: stage },
).catch((error) => fail(`vsce: ${error.stdout}${error.stderr}`));
const size = async (file) => `${((await stat(file)).size / 2 ** 20).toFixed(2)} MiB`;
console.log(`${out}\n${basename(out)}: ${await size(out)}, of which the server takes ${await size(program)} unpacked and the code ${await size(join(stage, "dist/extension.js"))}`);

async function workspaceVersion() {
  const text = await readFile(join(repository, "Cargo.toml"), "utf8");
  const section = text.split(/^\[workspace\.package\]$/m)[1]?.split(/^\[/m)[0];
  return section?.match(/^version\s*=\s*"([^"]+)"/m)?.[1];
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
