// The preview of what a configuration expands to.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inWindow } from "../scenario.mjs";
import { eventually } from "../workbench.mjs";

const scenario = inWindow();

const FILE = "tiny_lm/templates/configs/no_bias.yaml";

scenario("a preview opens beside, follows an edit, and marks what is stale", async ({ bench, page, picture }) => {
  await bench.open(FILE);
  await bench.isForgather();
  await bench.chord("Control+k", "v");
  const preview = bench.preview("no_bias.yaml");
  await eventually(async () => {
    assert.match(await bench.text(preview), /config_description: Attention without bias\. Does it matter\?/);
  });
  // YAML is coloured, tags and keys differently.
  await eventually(async () => {
    const colours = await bench.line(preview, "meta: !dict:@meta").locator("span span").evaluateAll((spans) =>
      spans.map((span) => getComputedStyle(span).color),
    );
    assert.ok(new Set(colours).size >= 2, `colours of a line: ${colours.join("; ")}`);
  });
  // The focus stays in the template.
  await bench.goTo(7, 63);
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.type(" Yes!");
  await eventually(async () => {
    assert.match(await bench.text(preview), /config_description: Attention without bias\. Does it matter\? Yes!/);
  });
  // Nothing can be typed into it.
  assert.equal(await preview.locator(".view-line").filter({ hasText: "# stale" }).count(), 0);
  await page.keyboard.press("End");
  await page.keyboard.type("\n-- set ns.seed = 1 +");
  await eventually(async () => {
    // The notice is the first line, which the preview may have left to show what the cursor is about.
    await preview.hover();
    await page.mouse.wheel(0, -20_000);
    assert.match(await bench.text(preview), /^# stale: this is the last expansion without errors \(no_bias\.yaml:8:/);
    const opacity = await bench.line(preview, "meta: !dict:@meta").locator("span span").first().evaluate((span) => getComputedStyle(span).opacity);
    assert.equal(opacity, "0.65");
  });
  await page.keyboard.press("Escape");
  await picture("stale");
});

scenario("cursor and highlight follow both ways between template and preview", async ({ bench, page, picture }) => {
  await bench.open(FILE);
  await bench.isForgather();
  await bench.chord("Control+k", "v");
  const preview = bench.preview("no_bias.yaml");
  await bench.line(preview, "meta: !dict:@meta").waitFor();
  // `bias: False` is far below in the preview: it is scrolled to, and lit.
  await bench.goTo(12, 6);
  await bench.line(preview, "bias: False").waitFor();
  await eventually(async () => {
    const lit = await bench.litLine(preview);
    assert.match(lit, /bias: False/);
  });
  await picture("preview");
  // From the preview: the line of a template that is not open is shown where templates are edited, and lit.
  await page.keyboard.press("Control+2");
  await bench.line(preview, "linear_factory: *linear_factory").last().click();
  await bench.editor("templates/tiny_lm.yaml").locator(".view-line").first().waitFor();
  await eventually(async () => {
    assert.match(await bench.litLine(bench.editor("templates/tiny_lm.yaml")), /linear_factory: \*linear_factory/);
  });
  // The preview stays that of its configuration, through which the other template is now seen, too.
  await page.locator("#forgather-ls\\.forgather\\.forgather\\.configuration").filter({ hasText: "no_bias.yaml" }).waitFor();
  assert.ok(await preview.isVisible());
  // F12 goes there.
  await page.keyboard.press("F12");
  await bench.activeTab("tiny_lm.yaml");
});

scenario("what is inherited is shaded, and a hover says by which template", async ({ bench, page }) => {
  await bench.open(FILE);
  await bench.isForgather();
  await bench.goTo(1);
  // By the lens above the first line.
  await bench.editor(FILE).getByRole("button", { name: "Preview" }).click();
  const preview = bench.preview("no_bias.yaml");
  const line = bench.line(preview, "meta: !dict:@meta");
  await line.waitFor();
  await eventually(async () => {
    const shaded = await bench.shadeAt(preview, "meta: !dict:@meta");
    assert.match(shaded, /rgba?\(/, "a line of tiny_lm.yaml is shaded");
  });
  await line.locator("span span").first().hover();
  await eventually(async () => {
    assert.match(await bench.hover(), /inherited from tiny_lm\.yaml, block header, line 23/);
  });
});

scenario("scrolling a template scrolls its preview", async ({ bench, page }) => {
  await bench.open("tiny_lm/templates/tiny_lm.yaml");
  await bench.isForgather();
  // The editor remembers where it was before.
  await bench.goTo(1);
  await bench.chord("Control+k", "v");
  const preview = bench.preview();
  await bench.line(preview, "meta: !dict:@meta").waitFor();
  const { x, y } = await bench.line(bench.editor("templates/tiny_lm.yaml"), "-- set ns = namespace()").boundingBox();
  await page.mouse.move(x + 20, y + 5);
  await eventually(async () => {
    await page.mouse.wheel(0, 300);
    await bench.line(bench.editor("templates/tiny_lm.yaml"), "-- block layer_factory").waitFor({ timeout: 500 });
  });
  await bench.line(preview, ".define: &layer_factory").waitFor();
  await eventually(async () => assert.equal(await bench.line(preview, "meta: !dict:@meta").count(), 0));
  // And the other way round.
  const line = await bench.line(preview, ".define: &layer_factory").boundingBox();
  await page.mouse.move(line.x + 20, line.y + 5);
  await eventually(async () => {
    await page.mouse.wheel(0, -400);
    assert.equal(await bench.line(bench.editor("templates/tiny_lm.yaml"), "-- block layer_factory").count(), 0);
  }, { every: 500 });
});

scenario("what is typed is in the preview at once", async ({ bench, page, t }) => {
  await bench.open(FILE);
  await bench.isForgather();
  await bench.chord("Control+k", "v");
  const preview = bench.preview("no_bias.yaml");
  await bench.line(preview, "config_description:").waitFor();
  await bench.goTo(7, 63);
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  // From the key to the change in the preview's lines, as the browser has them.
  await preview.locator(".view-lines").evaluate((lines) => {
    globalThis.typed = [];
    addEventListener("keydown", () => globalThis.typed.push({ key: performance.now() }), { capture: true });
    new MutationObserver(() => {
      const last = globalThis.typed.at(-1);
      if (last !== undefined) last.shown ??= performance.now();
    }).observe(lines, { subtree: true, childList: true, characterData: true });
  });
  for (const letter of "abcdefghijklmnopqrst") {
    await page.keyboard.press(letter);
    await eventually(async () => assert.ok(await page.evaluate(() => globalThis.typed.at(-1).shown !== undefined)), { every: 20 });
  }
  const times = await page.evaluate(() => globalThis.typed.map(({ key, shown }) => shown - key));
  times.sort((a, b) => a - b);
  t.diagnostic(`from a key to the preview: median ${times[10].toFixed(1)} ms, at most ${times.at(-1).toFixed(1)} ms`);
  await eventually(async () => assert.match(await bench.text(preview), /config_description: .*abcdefghijklmnopqrst/));
});
