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
    await isBlamelessCopy(page, "Materialized main");
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
    await bench.isForgather();
    await bench.chord("Control+k", "g");
    await bench.webview("evaluate.yaml (graph)").getByRole("treeitem").first().waitFor();
    await isBlameless((await frames(page, "evaluate.yaml (graph)")).inner, "the graph");
    await bench.command("View: Close All Editors");
    await bench.open("tiny_lm/templates/configs/evaluate.yaml");
    await bench.isForgather();
    await bench.chord("Control+k", "v");
    await bench.line(bench.preview("evaluate.yaml"), "meta: !dict:@meta").waitFor();
    await bench.goTo(21, 1);
    await picture(`preview-${kind}`);
  });
}

/** The frame of a webview's page, and the frame around it. */
async function frames(page, title) {
  const outer = await (await page.locator("iframe.webview.ready").last().elementHandle()).contentFrame();
  const element = await outer.waitForSelector(`iframe#active-frame[title="${title}"]`);
  return { outer, inner: await element.contentFrame() };
}

/** What axe finds wrong in a frame or page is nothing. */
async function isBlameless(frame, title) {
  // The page's policy allows no script that is not its own; what a debugger evaluates is not bound by it.
  await frame.evaluate(axe);
  const { violations } = await frame.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
  assert.deepEqual(found, [], `axe on ${title}`);
}

/** The same of a page in which no script can run, not even axe: of its copy, with the theme it has. */
async function isBlamelessCopy(page, title) {
  const { outer } = await frames(page, title);
  const html = await outer.evaluate(() => document.getElementById("active-frame").contentDocument.documentElement.outerHTML);
  const style = await readFile("editors/vscode/media/result.css", "utf8");
  const copy = await page.context().newPage();
  try {
    await copy.setContent(html.replace(/<meta http-equiv[^>]*>/, "").replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${style}</style>`));
    assert.match(await copy.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--vscode-editor-background")), /#|rgb/);
    await isBlameless(copy, title);
  } finally {
    await copy.close();
  }
}
