// Scenarios: those of a window share it, one after the other, each beginning with no editor open and the example as it is.
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { tmpdir } from "node:os";
import { CodeServer, EXAMPLES } from "./code_server.mjs";

let server;

before(async () => {
  server = await CodeServer.start();
});

after(async () => {
  await server?.stop();
});

/** Where pictures go: into the documentation when they are asked for. */
const pictures = process.env.FORGATHER_SCREENSHOTS === "1" ? "docs/images" : join(tmpdir(), "forgather-screenshots");
const failures = join(tmpdir(), "forgather-screenshots");
const only = process.argv.slice(2);

/** A window with a copy of the example workspace; answers what defines its scenarios. */
export function inWindow(options = {}) {
  let bench;
  const begin = async () => {
    if (bench === undefined) {
      await mkdir(pictures, { recursive: true });
      await mkdir(failures, { recursive: true });
      bench = await server.open(await server.workspace(options), options);
    }
    return bench;
  };
  const end = async () => {
    await bench?.page.context().close();
    bench = undefined;
  };
  let left = 0;
  return (name, act) => {
    if (only.length > 0 && !only.some((part) => name.includes(part))) return;
    left += 1;
    test(name, { timeout: 240_000 }, async (t) => {
      const { page, folder } = await begin();
      const picture = (file) => bench.picture(join(pictures, `${file}.png`));
      left -= 1;
      try {
        await act({ bench, page, folder, picture, server, t });
        if (left === 0) return await end();
        await bench.closeAllEditors();
        await restore(folder);
      } catch (error) {
        await page.screenshot({ path: join(failures, `failed ${name}.png`) }).catch(() => undefined);
        // What comes next begins with a new window.
        await end();
        throw error;
      }
    });
  };
}

/** Makes the example what it was. */
async function restore(folder) {
  for (const name of ["broken", "tiny_lm", "forgather_workspace"]) {
    await rm(join(folder, name, "templates"), { recursive: true, force: true });
    await cp(join(EXAMPLES, name), join(folder, name), { recursive: true, filter: (source) => !source.includes("__pycache__") });
  }
}
