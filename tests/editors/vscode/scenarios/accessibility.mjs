// The webviews with axe, and the keyboard alone, in the themes of high contrast too.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { inWindow, writeSettings } from "../scenario.mjs";
import { eventually } from "../workbench.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const scenario = inWindow();

const THEMES = { "Default High Contrast": "hc-black", "Default High Contrast Light": "hc-light", "Default Dark Modern": "vs-dark" };

for (const [theme, kind] of Object.entries(THEMES)) {
  scenario(`webviews have nothing for axe to blame, by keyboard alone, in ${theme}`, async ({ bench, page, folder, picture }) => {
    await writeSettings(folder, { "workbench.colorTheme": theme });
    await page.locator(`.monaco-workbench.${kind}`).waitFor();
    await bench.open("tiny_lm/templates/configs/evaluate.yaml");
    await bench.isForgather();
    await page.keyboard.press("Control+Alt+Enter");
    const result = bench.webview("Materialized main");
    await result.getByRole("heading", { name: "Evaluation" }).waitFor();
    await blameless(page, "Materialized main");
    // From the template to the panel's links and back, without the mouse.
    await page.keyboard.press("Control+2");
    await eventually(async () => {
      await page.keyboard.press("Tab");
      assert.ok(await result.locator("table a:focus").count() === 1, "the focus is on a link of the table");
    });
    await page.keyboard.press("Enter");
    await eventually(async () => {
      assert.match(await page.locator(".editor-group-container.active .tab.active").getAttribute("data-resource-name"), /\.yaml$/);
    });
    await bench.command("View: Close All Editors");
    await bench.open("tiny_lm/templates/configs/evaluate.yaml");
    await bench.chord("Control+k", "Shift+G");
    await bench.webview("evaluate.yaml (graph)").getByRole("treeitem").first().waitFor();
    await blameless(page, "evaluate.yaml (graph)");
    await bench.command("View: Close All Editors");
    await bench.open("tiny_lm/templates/configs/evaluate.yaml");
    await bench.chord("Control+k", "v");
    await bench.line(bench.preview("evaluate.yaml"), "meta: !dict:@meta").waitFor();
    await bench.goTo(21, 1);
    await picture(`preview-${kind}`);
  });
}

/** What axe finds wrong in a webview is nothing. */
async function blameless(page, title) {
  const outer = await page.locator("iframe.webview.ready").last().elementHandle();
  const frame = await outer.contentFrame();
  const inner = await (await frame.waitForSelector(`iframe[title="${title}"]`)).contentFrame();
  // The page's policy allows no script that is not its own; what a debugger evaluates is not bound by it.
  await inner.evaluate(axe);
  const { violations } = await inner.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
  assert.deepEqual(found, [], `axe on ${title}`);
}
