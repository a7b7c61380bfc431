// What the editor shows in templates and configurations.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inWindow, writeSettings } from "../scenario.mjs";
import { eventually } from "../workbench.mjs";

const scenario = inWindow();

scenario("a fault is shown where it was written, and vanishes with the fix", async ({ bench, page, picture }) => {
  const file = "broken/templates/configs/typo.yaml";
  const expected = "`ns.hiden_size` is undefined: namespace `ns` has no `hiden_size`; did you mean `ns.hidden_size`?";
  await bench.open(file);
  await bench.isForgather();
  await bench.command("Problems: Focus on Problems View");
  await eventually(async () => {
    const problems = await bench.problems();
    assert.ok(problems.some((row) => row.includes(expected)), problems.join("\n"));
  });
  await bench.open(file);
  await bench.goTo(6, 16);
  // The squiggle is below the very text.
  await eventually(async () => {
    const squiggle = await bench.editor(file).locator(".squiggly-error").first().boundingBox();
    const line = await bench.line(bench.editor(file), "eps:").boundingBox();
    assert.ok(squiggle.y >= line.y - 1 && squiggle.y < line.y + line.height, "the line of `eps:` is underlined");
  });
  await picture("diagnostics");
  await bench.quickFix();
  await eventually(async () => {
    assert.match(await bench.text(bench.editor(file)), /eps: \{\{ ns\.hidden_size \}\}/);
    assert.ok(!(await bench.problems()).some((row) => row.includes(expected)));
    assert.equal(await bench.editor(file).locator(".squiggly-error").count(), 0);
  });
});

scenario("hover says what a value is and who set it; definition leads to another file", async ({ bench, page }) => {
  const file = "tiny_lm/templates/configs/no_bias.yaml";
  await bench.open(file);
  await bench.isForgather();
  await bench.goTo(4, 2);
  await eventually(async () => {
    await bench.chord("Control+k", "Control+i");
    assert.match(await bench.hover(), /config/);
    assert.match(await bench.hover(), /tiny_lm\.yaml/);
  });
  await page.keyboard.press("Escape");
  await page.keyboard.press("F12");
  await bench.activeTab("tiny_lm.yaml");
  // `block config`, where it is defined
  await bench.cursorAt(9);
  await page.keyboard.press("Control+Alt+-");
  await bench.activeTab("no_bias.yaml");
});

scenario("a completion is accepted with the keyboard", async ({ bench, page, folder }) => {
  const file = "tiny_lm/templates/configs/no_bias.yaml";
  await bench.open(file);
  await bench.isForgather();
  await bench.goTo(7, 59);
  await page.keyboard.press("End");
  await page.keyboard.type("\n    -- set ns.seed = ns.al");
  const row = page.locator(".suggest-widget.visible .monaco-list-row").filter({ hasText: "alphabet" }).first();
  await eventually(async () => {
    if (!(await row.isVisible())) await page.keyboard.press("Control+Space");
    await row.waitFor({ timeout: 3000 });
  });
  await page.keyboard.press("Tab");
  await eventually(async () => {
    assert.match(await bench.text(bench.editor(file)), /-- set ns\.seed = ns\.alphabet$/m);
  });
  await page.keyboard.press("Control+s");
  await eventually(async () => {
    assert.match(await readFile(join(folder, file), "utf8"), /set ns\.seed = ns\.alphabet\n/);
  });
});

scenario("plain YAML stays YAML, and a setting leaves all as it is", async ({ bench, folder }) => {
  await writeFile(join(folder, "plain.yaml"), "main: !call:nothing *unknown\n");
  await bench.open("tiny_lm/meta.yaml");
  await bench.isForgather();
  await bench.open("forgather_workspace/inc/formatting.jinja");
  await bench.isForgather();
  await bench.open("plain.yaml");
  // Long enough for the answer that the other two have had.
  await bench.open("tiny_lm/templates/configs/baseline.yaml");
  await bench.isForgather();
  await bench.open("plain.yaml");
  assert.equal(await bench.language(), "YAML");
  assert.equal(await bench.editor("plain.yaml").locator(".squiggly-error").count(), 0);
});

scenario("without `forgather.detectLanguage` a template stays YAML and is checked all the same", async ({ bench, folder }) => {
  await writeSettings(folder, { "forgather.detectLanguage": false });
  await bench.open(".vscode/settings.json");
  await bench.line(bench.editor("settings.json"), "detectLanguage").waitFor();
  const file = "broken/templates/configs/typo.yaml";
  await bench.open(file);
  await bench.editor(file).locator(".squiggly-error").first().waitFor();
  assert.equal(await bench.language(), "YAML");
});
