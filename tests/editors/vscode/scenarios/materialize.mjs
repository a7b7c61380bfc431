// Objects, constructed in Python.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inWindow } from "../scenario.mjs";
import { eventually } from "../workbench.mjs";

const scenario = inWindow();

scenario("materialize main shows the object", async ({ bench, page, picture }) => {
  await bench.open("tiny_lm/templates/configs/baseline.yaml");
  await bench.isForgather();
  await page.keyboard.press("Control+Alt+Enter");
  const result = bench.webview("Materialized main");
  await result.getByRole("heading", { name: "CausalLM" }).waitFor();
  const text = await result.locator("main").innerText();
  assert.match(text, /SingleHeadAttention\(/);
  assert.match(text, /linear\.py/);
  await picture("materialize");
  // The times lead to the templates.
  await result.getByRole("row", { name: /char_tokenizer\.py:CharTokenizer/ }).getByRole("link").click();
  await bench.activeTab("tiny_lm.yaml");
});

scenario("an exception leads to the template text and to the line of Python", async ({ bench, page, folder, picture }) => {
  const file = "tiny_lm/templates/configs/no_bias.yaml";
  await bench.open(file);
  await bench.isForgather();
  await bench.goTo(12, 16);
  await page.keyboard.press("End");
  await page.keyboard.type("\nheads: 3");
  await bench.command("Forgather: Materialize Main");
  const result = bench.webview("Failed: main");
  await result.getByRole("heading", { name: "TypeError" }).waitFor();
  assert.match(await result.locator(".message").first().innerText(), /unexpected keyword argument 'heads'/);
  await picture("exception");
  // The innermost node whose call failed, in the template that defines it.
  await result.locator(".blamed").getByRole("link").click();
  await bench.activeTab("tiny_lm.yaml");
  await eventually(async () => {
    const { line } = await bench.cursor();
    const text = await readFile(join(folder, "tiny_lm/templates/tiny_lm.yaml"), "utf8");
    assert.match(text.split("\n")[line - 1], /layer_stack|attention_factory/);
  });
  await bench.editor("tiny_lm.yaml").locator(".squiggly-error").first().waitFor();
  await result.locator(".frames").getByRole("link").last().click();
  await eventually(async () => {
    assert.match(await page.locator(".editor-group-container.active .tab.active").getAttribute("data-resource-name"), /\.py$/);
  });
});

scenario("a target is picked, its variable is asked for, and remembered", async ({ bench, page, picture }) => {
  await bench.open("tiny_lm/templates/configs/every_tag.yaml");
  await bench.isForgather();
  await bench.command("Forgather: Materialize Target…");
  await bench.picks().filter({ hasText: "greeting" }).waitFor();
  await page.keyboard.type("greeting");
  await page.keyboard.press("Enter");
  await bench.picks().filter({ hasText: "reader = …" }).waitFor();
  await picture("variables");
  // What is missing comes first, then the construction.
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget:visible").filter({ hasText: "there is no default" }).waitFor();
  await page.keyboard.type("Ada");
  await page.keyboard.press("Enter");
  await bench.picks().filter({ hasText: "reader = Ada" }).waitFor();
  await page.keyboard.press("Enter");
  const result = bench.webview("Materialized greeting");
  await eventually(async () => assert.equal(await result.locator("main pre").first().innerText(), "'hello, Ada'"));
  // Again, without a question.
  await result.getByRole("link", { name: "Again" }).click();
  await eventually(async () => assert.equal(await result.locator("main pre").first().innerText(), "'hello, Ada'"));
  await result.getByRole("link", { name: "With other values…" }).click();
  await bench.picks().filter({ hasText: "reader = Ada" }).waitFor();
  await page.keyboard.press("Escape");
});

scenario("a construction is called off", async ({ bench, page, folder }) => {
  const file = join(folder, "tiny_lm/templates/configs/slow.yaml");
  await writeFile(file, "main: !call:time:sleep [ 600 ]\n");
  await bench.open("tiny_lm/templates/configs/slow.yaml");
  await bench.isForgather();
  await bench.command("Forgather: Materialize Main");
  const toast = page.locator(".notification-list-item").filter({ hasText: "Materializing" });
  await toast.waitFor();
  await toast.getByRole("button", { name: "Cancel" }).click();
  await toast.waitFor({ state: "detached" });
  assert.deepEqual(await bench.notifications(), []);
  // The session that was ended is replaced by a new one.
  await bench.open("tiny_lm/templates/configs/baseline.yaml");
  await bench.command("Forgather: Materialize Main");
  await bench.webview("Materialized main").getByRole("heading", { name: "CausalLM" }).waitFor();
});

const untrusted = inWindow({ trust: false });

untrusted("without trust no Python runs, and everything else works", async ({ bench, page, picture }) => {
  await bench.open("tiny_lm/templates/configs/baseline.yaml");
  await bench.isForgather();
  await bench.command("Forgather: Preview Expanded Config");
  await bench.line(bench.preview("baseline.yaml"), "meta: !dict:@meta").waitFor();
  await bench.command("Forgather: Materialize Main");
  await eventually(async () => {
    assert.match((await bench.notifications()).join("\n"), /this workspace is not trusted, and constructing a target runs its Python/);
  });
  await picture("untrusted");
  assert.equal(await page.locator("iframe.webview").count(), 0);
  // Once it is trusted, the same command constructs.
  await page.getByRole("button", { name: "Manage Workspace Trust" }).click();
  await page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).click();
  await page.locator(".statusbar-item").filter({ hasText: "Restricted Mode" }).waitFor({ state: "detached" });
  await bench.open("tiny_lm/templates/configs/baseline.yaml");
  await bench.command("Forgather: Materialize Main");
  await bench.webview("Materialized main").getByRole("heading", { name: "CausalLM" }).waitFor();
});
