/** The language server: started, asked, restarted, and what is said when that fails. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import type { LanguageClient, LanguageClientOptions, Middleware } from "vscode-languageclient/node";
import type { Commands, Status } from "./protocol.ts";
import { type Binary, failure, findBinary } from "./server_binary.ts";
import { serverSettings } from "./settings.ts";

/** The lenses' command that this client has itself. */
export const SHOW_REFERENCES = "forgather.showReferences";

/** A request that nobody calls off. The library takes what is not a token for one more parameter. */
const NEVER: vscode.CancellationToken = { isCancellationRequested: false, onCancellationRequested: () => new vscode.Disposable(() => undefined) };

/** A failure to start that the user has to be told of in our words. */
class StartError extends Error {}

export class Server implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #middleware: Middleware;
  readonly #started = new vscode.EventEmitter<void>();
  readonly #status = new vscode.EventEmitter<Status | undefined>();
  readonly #contentChanged = new vscode.EventEmitter<string>();
  #client: LanguageClient | undefined;
  #starting: Promise<LanguageClient> | undefined;
  #lastStatus: Status | undefined;

  /** The server runs, for the first time or again. */
  readonly onDidStart = this.#started.event;
  /** What a status bar can show; undefined when no server runs. */
  readonly onDidChangeStatus = this.#status.event;
  /** The text of the preview of this uri is another. */
  readonly onDidChangePreview = this.#contentChanged.event;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, middleware: Middleware) {
    this.#context = context;
    this.#log = log;
    this.#middleware = middleware;
  }

  get status(): Status | undefined {
    return this.#lastStatus;
  }

  /** The client, once the server runs. */
  async client(): Promise<LanguageClient> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /** The client, if the server runs. */
  get runningClient(): LanguageClient | undefined {
    return this.#client?.isRunning() === true ? this.#client : undefined;
  }

  /** Asks the server, starting it if it does not run. */
  async ask<Name extends keyof Commands>(
    command: Name,
    argument: Commands[Name][0],
    token?: vscode.CancellationToken,
  ): Promise<Commands[Name][1]> {
    const client = await this.client();
    const params = { command, arguments: [argument] };
    return client.sendRequest<Commands[Name][1]>("workspace/executeCommand", params, token ?? NEVER);
  }

  /** Asks the server for what takes a while, and tells how it goes. */
  async askPatiently<Name extends keyof Commands>(
    command: Name,
    argument: Commands[Name][0],
    token: vscode.CancellationToken,
    report: (progress: { message?: string; percentage?: number }) => void,
  ): Promise<Commands[Name][1]> {
    const client = await this.client();
    const { onProgress } = await import("./language_client.ts");
    const workDoneToken = randomUUID();
    const listener = onProgress(client, workDoneToken, report);
    try {
      const params = { command, arguments: [argument], workDoneToken };
      return await client.sendRequest<Commands[Name][1]>("workspace/executeCommand", params, token);
    } finally {
      listener.dispose();
    }
  }

  /** Starts the server in the background, behind the activation; a failure is shown. */
  startInBackground(): void {
    setImmediate(() => {
      this.client().catch(() => undefined);
    });
  }

  async restart(): Promise<void> {
    await this.#stop();
    await this.client();
  }

  /** Tells the server the settings anew. */
  async sendSettings(): Promise<void> {
    // The server asks for them, and is told by `#configuration`.
    await this.runningClient?.sendNotification("workspace/didChangeConfiguration", { settings: null });
  }

  dispose(): void {
    void this.#stop();
    this.#started.dispose();
    this.#status.dispose();
    this.#contentChanged.dispose();
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#starting = undefined;
    this.#setStatus(undefined);
    // A client that never ran cannot be stopped.
    if (client?.needsStop() === true) await client.stop().catch(() => undefined);
  }

  #setStatus(status: Status | undefined): void {
    this.#lastStatus = status;
    this.#status.fire(status);
  }

  async #start(): Promise<LanguageClient> {
    const words: string[] = [];
    const binary = this.#binary();
    const { create } = await import("./language_client.ts");
    const start = async () => {
      if ("missing" in binary) throw new StartError(binary.missing);
      return launch(binary, this.#context);
    };
    const client = create(start, this.#options(words), [SHOW_REFERENCES], {
      started: () => {
        this.#started.fire();
      },
      stopped: () => {
        if (client === this.#client) this.#setStatus(undefined);
      },
      contentChanged: (uri) => {
        this.#contentChanged.fire(uri.toString(true));
      },
    });
    this.#client = client;
    client.onNotification("forgather/status", (status: Status) => {
      this.#setStatus(status);
    });
    try {
      await client.start();
      return client;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = "missing" in binary ? binary.missing : error instanceof StartError ? error.message : failure(binary, reason, words);
      this.#log.error(message);
      void this.#showFailure(message);
      throw new Error(message, { cause: error });
    }
  }

  #binary(): Binary {
    return findBinary({
      setting: vscode.workspace.getConfiguration("forgather").get("server.path", "").trim(),
      extensionPath: this.#context.extensionPath,
      home: os.homedir(),
      workspace: vscode.workspace.workspaceFolders?.find((folder) => folder.uri.scheme === "file")?.uri.fsPath,
      platform: process.platform,
      architecture: process.arch,
      searchPath: (process.env["PATH"] ?? "").split(path.delimiter),
      isFile: (file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true,
    });
  }

  #options(words: string[]): LanguageClientOptions {
    return {
      documentSelector: [
        { scheme: "file", language: "forgather" },
        // Where the language is not told by the server, they are served all the same; those of no project get nothing.
        { scheme: "file", language: "yaml" },
      ],
      initializationOptions: () => currentSettings(),
      outputChannel: this.#log,
      middleware: {
        ...this.#middleware,
        workspace: {
          ...this.#middleware.workspace,
          configuration: (params) =>
            params.items.map((item) => (item.section === "forgather" ? currentSettings() : null)),
        },
      },
      // The log comes by `window/logMessage`, too; what is said before there is a connection comes only here.
      stdioOptions: {
        stdout: () => undefined,
        stderr: (stream) => {
          stream.setEncoding("utf8").on("data", (text: string) => {
            words.push(...text.split("\n"));
            words.splice(0, Math.max(0, words.length - 20));
            this.#log.debug(`server: ${text.trimEnd()}`);
          });
        },
      },
    };
  }

  async #showFailure(message: string): Promise<void> {
    const settings = "Open Settings";
    const logs = "Show Logs";
    const again = "Try Again";
    const chosen = await vscode.window.showErrorMessage(`Forgather: ${message}`, again, settings, logs);
    if (chosen === settings) {
      await vscode.commands.executeCommand(settingsOf("server.path"), { query: "forgather.server.path" });
    } else if (chosen === logs) {
      this.#log.show();
    } else if (chosen === again) {
      await this.restart().catch(() => undefined);
    }
  }
}

/** The command that opens the settings which a setting is found in: a machine's own are not among the user's where that is remote. */
function settingsOf(key: string): string {
  const places = vscode.workspace.getConfiguration("forgather").inspect(key);
  if (places?.workspaceValue !== undefined) return "workbench.action.openWorkspaceSettings";
  return vscode.env.remoteName === undefined ? "workbench.action.openSettings" : "workbench.action.openRemoteSettings";
}

/** The settings in force, as the server takes them. */
function currentSettings(): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration("forgather");
  return serverSettings(
    (key) => configuration.inspect(key),
    (key) => configuration.get(key),
    vscode.workspace.isTrusted,
  );
}

async function launch(binary: { command: string; from: string }, context: vscode.ExtensionContext): Promise<ChildProcess> {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri;
  const cwd = workspace?.scheme === "file" ? workspace.fsPath : context.extensionPath;
  const child = spawn(binary.command, ["lsp"], { cwd, stdio: "pipe" });
  return new Promise((resolve, reject) => {
    child.once("spawn", () => {
      resolve(child);
    });
    child.once("error", (error) => {
      reject(new StartError(failure(binary, error.message, [])));
    });
  });
}
