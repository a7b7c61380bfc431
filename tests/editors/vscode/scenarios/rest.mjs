// The commands beside preview and materialize, and the server's life.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { inWindow } from "../scenario.mjs";
import { eventually } from "../workbench.mjs";

const run = promisify(execFile);
const scenario = inWindow();

scenario("Python is generated into a new document", async ({ bench, page }) => {
  await bench.open("tiny_lm/templates/configs/baseline.yaml");
  await bench.isForgather();
  await bench.command("Forgather: Generate Python");
  const generated = page.locator('.monaco-editor[data-uri^="untitled:"]');
  await bench.line(generated, "def construct(").waitFor();
  await eventually(async () => assert.equal(await bench.language(), "Python"));
  await bench.open("tiny_lm/templates/configs/every_tag.yaml");
  await bench.command("Forgather: Generate Python of Target…");
  await bench.picks().filter({ hasText: "power" }).first().waitFor();
  await page.keyboard.type("power");
  await page.keyboard.press("Enter");
  await bench.line(page.locator('.monaco-editor[data-uri^="untitled:"]'), "base=2").waitFor();
});

scenario("the status bar says through which configuration a template is seen, and another is picked", async ({ bench, page, picture }) => {
  await bench.open("tiny_lm/templates/tiny_lm.yaml");
  await bench.isForgather();
  const item = page.locator("#forgather-ls\\.forgather\\.forgather\\.configuration");
  // Which one it is at first depends on what was previewed before.
  await item.filter({ hasText: /\.yaml/ }).waitFor();
  const choose = async (configuration, name) => {
    await item.click();
    await bench.picks().filter({ hasText: `${configuration}.yaml` }).waitFor();
    await picture("configurations");
    await page.keyboard.type(configuration);
    await bench.picks().and(page.locator(`.focused[aria-label*="${configuration}.yaml"]`)).waitFor();
    await page.keyboard.press("Enter");
    await item.filter({ hasText: `${configuration}.yaml` }).waitFor();
    // What a value is is now what it is there.
    await bench.line(bench.editor("tiny_lm.yaml"), `= '${name}'`).waitFor();
  };
  await choose("multi_head", "Multi-Head Attention");
  await choose("baseline", "Baseline");
});

scenario("the hierarchy shows who extends whom", async ({ bench, page, picture }) => {
  await bench.open("tiny_lm/templates/tiny_lm.yaml");
  await bench.isForgather();
  await bench.command("Forgather: Show Template Hierarchy");
  const row = (text) => page.locator('.pane-body[aria-label], .pane').locator(".monaco-list-row").filter({ hasText: text }).first();
  await row("extended by").waitFor();
  // The explorer has the same names, but says no lines.
  await row(/no_bias\.yaml.*line/).waitFor();
  await picture("hierarchy");
  await row(/multi_head\.yaml.*line/).click();
  await bench.activeTab("multi_head.yaml");
  await bench.cursorAt(2);
});

scenario("a new experiment extends the configuration", async ({ bench, page, folder }) => {
  await bench.open("tiny_lm/templates/configs/baseline.yaml");
  await bench.isForgather();
  await bench.command("Forgather: New Experiment from This Configuration…");
  const input = page.locator(".quick-input-widget:visible input.input");
  await eventually(async () => assert.equal(await input.inputValue(), "baseline_experiment.yaml"));
  await input.fill("deeper.yaml");
  await page.keyboard.press("Enter");
  await bench.activeTab("deeper.yaml");
  await bench.isForgather();
  await eventually(async () => {
    assert.match(await readFile(join(folder, "tiny_lm/templates/configs/deeper.yaml"), "utf8"), /^-- extends 'configs\/baseline\.yaml'\n/);
  });
  await page.locator("#forgather-ls\\.forgather\\.forgather\\.configuration").filter({ hasText: "deeper.yaml" }).waitFor();
});

scenario("a lens leads to what overrides a block", async ({ bench, page }) => {
  await bench.open("tiny_lm/templates/tiny_lm.yaml");
  await bench.isForgather();
  await bench.editor("tiny_lm.yaml").getByRole("button", { name: "overridden by 3" }).click();
  const peek = page.locator(".peekview-widget");
  await peek.locator(".monaco-list-row").filter({ hasText: "no_bias.yaml" }).waitFor();
  await page.keyboard.press("Escape");
});

scenario("the server is killed, and comes back", async ({ bench, page, folder }) => {
  const file = "broken/templates/configs/typo.yaml";
  await bench.open(file);
  await bench.isForgather();
  await bench.editor(file).locator(".squiggly-error").first().waitFor();
  const before = await servers(folder);
  assert.equal(before.length, 1, `servers: ${before.join(" ")}`);
  process.kill(before[0], "SIGKILL");
  await eventually(async () => {
    const now = await servers(folder);
    assert.equal(now.length, 1);
    assert.notEqual(now[0], before[0]);
  });
  // It knows what is open, and what is typed.
  await bench.goTo(6, 22);
  await page.keyboard.press("Control+ArrowRight");
  await bench.quickFix();
  await eventually(async () => assert.equal(await bench.editor(file).locator(".squiggly-error").count(), 0));
  const [pid] = await servers(folder);
  await bench.command("Forgather: Restart Language Server");
  await eventually(async () => {
    const now = await servers(folder);
    assert.equal(now.length, 1);
    assert.notEqual(now[0], pid);
  });
});

const misplaced = inWindow({ settings: { "forgather.server.path": "/nowhere/forgather-ls" } });

misplaced("a server that is not there is named, with what to do", async ({ page, picture }) => {
  const toast = page.locator(".notification-list-item").filter({
    hasText: "`/nowhere/forgather-ls`, which the setting `forgather.server.path` names, is not a file",
  });
  await toast.waitFor();
  await picture("no-server");
  await toast.getByRole("button", { name: "Open Settings" }).click();
  await page.locator(".settings-editor .setting-item-label").filter({ hasText: "Path" }).first().waitFor();
});

scenario("activation takes no more than 50 ms, without the server's start", async ({ bench, page, t, server }) => {
  await bench.open("tiny_lm/templates/configs/baseline.yaml");
  await bench.isForgather();
  await bench.command("Developer: Show Running Extensions");
  const row = page.locator(".runtime-extensions-editor .monaco-list-row").filter({ hasText: "forgather" }).first();
  await row.waitFor();
  const shown = (await row.locator(".activation-time").textContent()).trim();
  const logs = join(server.userData, "logs");
  const files = (await readdir(logs, { recursive: true })).filter((file) => file.endsWith("/Forgather.log"));
  const texts = await Promise.all(files.map((file) => readFile(join(logs, file), "utf8")));
  const times = texts.flatMap((text) => [...text.matchAll(/activated in ([\d.]+) ms \(([\d.]+) ms of processor time\)/g)]);
  const fastest = Math.min(...times.map(([, wall]) => Number(wall)));
  t.diagnostic(`activation, with loading: ${shown}; without: ${times.map(([text]) => text).join("; ")}`);
  t.diagnostic(server.packaged);
  // The machine can be busy with anything; the fastest of the windows says what is possible.
  assert.ok(times.length > 0);
  assert.ok(fastest <= 50, `the fastest took ${fastest} ms`);
});

/** The processes of the language server that work in a folder. */
async function servers(folder) {
  const { stdout } = await run("ps", ["-eo", "pid,args"]);
  const all = stdout.split("\n").filter((line) => /forgather-ls lsp$/.test(line.trim()));
  const pids = all.map((line) => Number(line.trim().split(" ")[0]));
  const own = await Promise.all(pids.map(async (pid) => (await readlink(`/proc/${pid}/cwd`).catch(() => undefined)) === folder));
  return pids.filter((_, index) => own[index]);
}
