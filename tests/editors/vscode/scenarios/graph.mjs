// The node graph.
import assert from "node:assert/strict";
import { inWindow } from "../scenario.mjs";
import { eventually } from "../workbench.mjs";

const scenario = inWindow();

scenario("the graph opens, a node leads to its text, and an edit is followed", async ({ bench, page, picture }) => {
  await bench.open("tiny_lm/templates/configs/baseline.yaml");
  await bench.isForgather();
  await bench.command("Forgather: Show Node Graph");
  const graph = bench.webview("baseline.yaml (graph)");
  const node = graph.getByRole("treeitem", { name: /LayerStack/ }).first();
  await node.waitFor();
  await picture("graph");
  // On its head: its rows lead to the arguments.
  // What is drawn is above what screen readers see.
  await node.click({ position: { x: 40, y: 25 }, force: true });
  await bench.editor("templates/tiny_lm.yaml").locator(".view-line").first().waitFor();
  // The place is shown without taking the keyboard from the graph.
  await eventually(async () => {
    assert.ok(await bench.line(bench.editor("templates/tiny_lm.yaml"), ".define: &layer_stack").isVisible());
  });
  await page.keyboard.press("Control+1");
  await bench.activeTab("tiny_lm.yaml");
  const { line } = await bench.cursor();
  assert.equal(line, 108, "the line of `&layer_stack`");
  await bench.goTo(33, 13);
  await page.keyboard.press("End");
  await page.keyboard.type("\nspare: !call:range [ 3 ]");
  await graph.getByRole("treeitem", { name: /range/ }).first().waitFor();
});
