// code-server with the packaged extension, and a browser: started once for all scenarios.
import { execFile, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { Workbench } from "./workbench.mjs";

const run = promisify(execFile);
const repository = process.cwd();

/** The example workspace, as it is in the repository. */
export const EXAMPLES = join(repository, "tests/projects");

const { FORGATHER_EDITORS, FORGATHER_LS } = process.env;
const program = join(FORGATHER_EDITORS, "vscode/cs/node_modules/code-server/out/node/entry.js");

/** What keeps VS Code to itself. */
const QUIET = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  "files.simpleDialog.enable": true,
  "security.workspace.trust.startupPrompt": "always",
  "security.workspace.trust.banner": "never",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "window.commandCenter": false,
  "workbench.layoutControl.enabled": false,
  "editor.hover.delay": 100,
};

/** A new folder; where it can be had, one whose name looks well in pictures. */
async function scratch() {
  const wished = join(tmpdir(), "experiments");
  return mkdir(wished).then(
    () => wished,
    () => mkdtemp(`${wished}-`),
  );
}

export class CodeServer {
  static async start(begins) {
    const root = await scratch();
    const server = new CodeServer(root);
    begins(server);
    try {
      await server.#install();
      await server.#listen();
      server.browser = await chromium.launch({
        executablePath: "/usr/bin/chromium",
        args: [
          "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
          "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
        ],
      });
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  constructor(root) {
    this.root = root;
    this.workspaces = 0;
    this.environment = {
      ...process.env,
      HOME: join(root, "home"),
      XDG_CONFIG_HOME: join(root, "home/.config"),
      XDG_DATA_HOME: join(root, "home/.local/share"),
      EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    };
    this.userData = join(root, "user");
    this.folders = ["--extensions-dir", join(root, "extensions"), "--user-data-dir", this.userData, "--config", join(root, "config.yaml")];
  }

  async #install() {
    await mkdir(join(this.userData, "User"), { recursive: true });
    await mkdir(this.environment.HOME, { recursive: true });
    await writeFile(join(this.userData, "User/settings.json"), JSON.stringify(QUIET));
    await writeFile(join(this.root, "config.yaml"), "");
    this.vsix = join(this.root, "forgather.vsix");
    const { stdout } = await run(process.execPath, [
      "editors/vscode/scripts/package.mjs", "linux-x64", "--server", FORGATHER_LS, "--out", this.vsix,
    ]);
    this.packaged = stdout.trim().split("\n").at(-1);
    await run(process.execPath, [program, "--install-extension", this.vsix, ...this.folders], { env: this.environment });
  }

  async #listen() {
    this.process = spawn(
      process.execPath,
      [
        program, "--auth", "none", "--bind-addr", "127.0.0.1:0", "--disable-telemetry", "--disable-update-check",
        "--disable-getting-started-override",
        // What belongs to a window ends with it.
        "--reconnection-grace-time", "1", ...this.folders,
      ],
      { env: this.environment, stdio: ["ignore", "pipe", "pipe"], detached: true },
    );
    this.url = await new Promise((resolve, reject) => {
      let said = "";
      const listen = (chunk) => {
        said += chunk;
        const found = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(said);
        if (found) resolve(found[1]);
      };
      this.process.stdout.on("data", listen);
      this.process.stderr.on("data", listen);
      this.process.once("exit", () => reject(new Error(`code-server ended: ${said}`)));
    });
  }

  /** A copy of the example workspace, which a scenario may change. */
  async workspace({ settings = {} } = {}) {
    this.workspaces += 1;
    const folder = join(this.root, String(this.workspaces), "projects");
    await cp(EXAMPLES, folder, {
      recursive: true,
      filter: (source) => !source.includes("__pycache__"),
    });
    await mkdir(join(folder, ".vscode"));
    await writeFile(join(folder, ".vscode/settings.json"), JSON.stringify(settings));
    return folder;
  }

  /** Opens a folder in a browser window of its own. */
  async open(folder, { trust = true, theme = undefined, size = { width: 1500, height: 860 } } = {}) {
    const context = await this.browser.newContext({ viewport: size, reducedMotion: "reduce", colorScheme: "dark" });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await context.newPage();
    page.setDefaultTimeout(45_000);
    await page.goto(`${this.url}/?folder=${encodeURIComponent(folder)}`);
    const workbench = new Workbench(page, folder);
    try {
      await workbench.begin({ trust });
    } catch (error) {
      await workbench.picture(join(tmpdir(), "forgather-screenshots", "failed to open.png")).catch(() => undefined);
      throw error;
    }
    return workbench;
  }

  async stop() {
    await this.browser?.close();
    if (this.process?.pid !== undefined && this.process.exitCode === null) {
      const ended = new Promise((resolve) => this.process.once("exit", resolve));
      // The whole group: what code-server starts ends with it.
      process.kill(-this.process.pid, "SIGTERM");
      await ended;
    }
    await rm(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}
