import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

interface Manifest {
  version: string;
  devDependencies: Record<string, string>;
  engines: { vscode: string };
  contributes: {
    commands: { command: string }[];
    menus: Record<string, { command: string; when: string }[]>;
    keybindings: { command: string }[];
    colors: { id: string; defaults: Record<string, string> }[];
    configuration: { properties: Record<string, { default: unknown; markdownDescription: string }> }[];
    walkthroughs: { steps: { media: { image: string } }[] }[];
    semanticTokenTypes: { id: string }[];
    semanticTokenScopes: { scopes: Record<string, string[]> }[];
  };
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const { contributes } = manifest;
const source = readdirSync("src")
  .map((file) => readFileSync(`src/${file}`, "utf8"))
  .join("\n");

/** What a pattern finds in the sources. */
function mentioned(pattern: RegExp): Set<string> {
  return new Set([...source.matchAll(pattern)].map(([, name = ""]) => name));
}

test("each command is there, and each place that names one names one that is", () => {
  const contributed = new Set(contributes.commands.map(({ command }) => command));
  const registered = mentioned(/\bcommand\("(forgather\.\w+)"/g);
  for (const command of contributed) assert.ok(registered.has(command), `${command} is not registered`);
  for (const command of registered) {
    // Those of links have an argument that nobody can type.
    const isOfLinks = ["forgather.openPlace", "forgather.materializeOtherwise"].includes(command);
    assert.ok(contributed.has(command) !== isOfLinks, `${command} is registered`);
  }
  const named = [...Object.values(contributes.menus).flat(), ...contributes.keybindings];
  for (const { command } of named) assert.ok(contributed.has(command), `${command} is named`);
});

test("the server's own commands are left to it", () => {
  const protocol = readFileSync("src/protocol.ts", "utf8");
  const ofServer = [...protocol.matchAll(/"(forgather\.\w+)": \[/g)].map(([, name]) => name);
  assert.ok(ofServer.length > 8);
  for (const { command } of contributes.commands) assert.ok(!ofServer.includes(command), `${command} would be registered twice`);
});

test("settings that are read are declared, and described", () => {
  const declared = Object.assign({}, ...contributes.configuration.map(({ properties }) => properties)) as Record<string, { markdownDescription: string }>;
  const read = mentioned(/\bget(?:<\w+>)?\("([a-z][\w.]+)"/g);
  for (const name of read) assert.ok(`forgather.${name}` in declared, `forgather.${name} is not declared`);
  assert.ok(read.size >= 4, [...read].join(" "));
  for (const [name, { markdownDescription }] of Object.entries(declared)) {
    assert.match(markdownDescription, /\S.*[.`]$/, `${name} is described in sentences`);
  }
});

test("colours that are used are declared, for every kind of theme", () => {
  const declared = new Map(contributes.colors.map((color) => [color.id, color]));
  for (const name of mentioned(/ThemeColor\("(forgather\.[\w.]+)"\)/g)) assert.ok(declared.has(name), name);
  for (let number = 1; number <= 6; number += 1) {
    assert.ok(declared.has(`forgather.preview.inherited${number}Border`), `colour ${number}`);
  }
  for (const { id, defaults } of contributes.colors) {
    assert.deepEqual(Object.keys(defaults), ["dark", "light", "highContrast", "highContrastLight"], id);
  }
});

test("the server's types of tokens have scopes to fall back to", () => {
  const scopes = contributes.semanticTokenScopes[0]?.scopes ?? {};
  for (const { id } of contributes.semanticTokenTypes) assert.ok((scopes[id] ?? []).length > 0, id);
});

test("the version is the workspace's", () => {
  const cargo = readFileSync("../../Cargo.toml", "utf8");
  assert.equal(manifest.version, /\[workspace\.package\]\s+version = "([^"]+)"/.exec(cargo)?.[1]);
});

test("the editor's interface is that of the oldest editor that is supported", () => {
  const types = manifest.devDependencies["@types/vscode"] ?? "";
  assert.equal(manifest.engines.vscode, `^${types}`);
});

test("the walkthrough's pictures are there", () => {
  const images = contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.image));
  const made = readFileSync("scripts/package.mjs", "utf8");
  for (const image of images) assert.ok(made.includes(`"${image.replace("media/walkthrough/", "")}"`), image);
});
