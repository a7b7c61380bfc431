import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { scenario } from "../scenario.mjs";
import { eventually, plain } from "../workbench.mjs";

scenario("a fault is shown where it was written, and vanishes with the fix", {}, async ({ bench, page, folder }) => {
  const file = "broken/templates/configs/typo.yaml";
  await bench.open(file);
  await bench.command("Problems: Focus on Problems View");
  const expected = "`ns.hiden_size` is undefined: namespace `ns` has no `hiden_size`; did you mean `ns.hidden_size`?";
  await eventually(async () => {
    assert.ok((await bench.problems()).some((row) => row.includes(expected)), (await bench.problems()).join("\n"));
  });
  await bench.editor(file).locator(".squiggly-error").first().waitFor();
  await bench.open(file);
  await bench.goTo(6, 16);
  await page.keyboard.press("Control+.");
  await page.locator(".action-widget .monaco-list-row").first().waitFor();
  await page.keyboard.press("Enter");
  await eventually(async () => {
    assert.match(await bench.text(bench.editor(file)), /eps: \{\{ ns\.hidden_size \}\}/);
    assert.ok(!(await bench.problems()).some((row) => row.includes(expected)));
    assert.equal(await bench.editor(file).locator(".squiggly-error").count(), 0);
  });
});
