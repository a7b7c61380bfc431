// Scenarios: those of a window share it, one after the other, each beginning with no editor open and the example as it is.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { tmpdir } from "node:os";
import { CodeServer, EXAMPLES } from "./code_server.mjs";

let server;

before(async () => {
  server = await CodeServer.start((starting) => {
    server = starting;
  });
});

after(async () => {
  await server?.stop();
});

// Who calls this off leaves nothing behind either.
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    await server?.stop().catch(() => undefined);
    process.exit(1);
  });
}

/** Where pictures go: into the documentation when they are asked for. */
const pictures = process.env.FORGATHER_SCREENSHOTS === "1" ? "docs/images" : join(tmpdir(), "forgather-screenshots");
const failures = join(tmpdir(), "forgather-screenshots");
const only = process.argv.slice(2);

/** Windows by what they were asked for with. */
const windows = new Map();

/** A window with a copy of the example workspace; answers what defines its scenarios. */
export function inWindow(options = {}) {
  const key = JSON.stringify(options);
  const window = windows.get(key) ?? { bench: undefined, left: 0 };
  windows.set(key, window);
  const begin = async () => {
    await mkdir(pictures, { recursive: true });
    await mkdir(failures, { recursive: true });
    window.bench ??= await server.open(await server.workspace(options), options);
    return window.bench;
  };
  const end = async () => {
    const { bench } = window;
    window.bench = undefined;
    await bench?.page.context().close();
  };
  return (name, act) => {
    if (only.length > 0 && !only.some((part) => name.includes(part))) return;
    window.left += 1;
    test(name, { timeout: 480_000 }, async (t) => {
      window.left -= 1;
      for (let again = false; ; again = true) {
        let bench;
        try {
          bench = await begin();
          const { page, folder } = bench;
          const picture = (file) => bench.picture(join(pictures, `${file}.png`));
          await act({ bench, page, folder, picture, server, t });
          if (window.left === 0) return await end();
          await bench.closeAllEditors();
          await restore(folder, options);
          return;
        } catch (error) {
          await bench?.page.screenshot({ path: join(failures, `failed ${name}.png`) }).catch(() => undefined);
          // What comes next begins with a new window and a new copy of the project.
          await end();
          // A workbench on a busy machine drops a key or a click now and then: what fails twice is a fault.
          if (again) throw error;
          t.diagnostic(`a first try failed: ${String(error.message).split("\n")[0]}`);
        }
      }
    });
  };
}

/** Makes the example what it was. */
async function restore(folder, { settings }) {
  // Python that is new to the session's clock would count as edited.
  for (const name of ["broken/templates", "tiny_lm/templates", "forgather_workspace"]) {
    await rm(join(folder, name), { recursive: true, force: true });
    await cp(join(EXAMPLES, name), join(folder, name), { recursive: true });
  }
  await writeSettings(folder, settings);
}

/** Sets settings of the workspace, in place of those it has. */
export async function writeSettings(folder, settings = {}) {
  await writeFile(join(folder, ".vscode/settings.json"), JSON.stringify(settings));
}
