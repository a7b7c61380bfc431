// One scenario: a fresh copy of the example workspace, opened in a window of its own, and a picture if it fails.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { tmpdir } from "node:os";
import { CodeServer } from "./code_server.mjs";

let server;

before(async () => {
  server = await CodeServer.start();
});

after(async () => {
  await server?.stop();
});

/** Where pictures go: into the documentation when they are asked for. */
const pictures = process.env.FORGATHER_SCREENSHOTS === "1" ? "docs/images" : join(tmpdir(), "forgather-screenshots");
const only = process.argv.slice(2);

export function scenario(name, options, act) {
  if (only.length > 0 && !only.some((part) => name.includes(part))) return;
  test(name, { timeout: 240_000 }, async (t) => {
    await mkdir(pictures, { recursive: true });
    const folder = await server.workspace(options);
    const bench = await server.open(folder, options);
    const picture = (file) => bench.screenshot(join(pictures, `${file}.png`));
    try {
      await act({ bench, page: bench.page, folder, picture, server, t });
    } catch (error) {
      await bench.screenshot(join(tmpdir(), "forgather-screenshots", `failed ${name}.png`)).catch(() => undefined);
      throw error;
    } finally {
      await bench.page.context().close();
    }
  });
}
