/** The node graph of a configuration, in a panel: drawn by `webviews/graph`, told anew as the configuration changes. */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { command } from "./command.ts";
import type { FromPage, OpenMessage, ToPage } from "../webviews/graph/src/messages.ts";
import { graphPage } from "../webviews/graph/src/page.ts";
import { templateColumn } from "./places.ts";
import type { About } from "./protocol.ts";
import type { Server } from "./server.ts";
import { subject } from "./subject.ts";

export function registerGraph(context: vscode.ExtensionContext, server: Server): void {
  const panels = new GraphPanels(context.extensionUri, server);
  context.subscriptions.push(
    panels,
    command("forgather.openGraph", async (argument) => {
      const about = subject(argument, server);
      if (about !== undefined) await panels.show(about);
    }),
  );
}

interface Shown {
  panel: vscode.WebviewPanel;
  about: About & { config: string };
  isReady: boolean;
  /** What it was told last. */
  told: string | undefined;
  /** The last graph there was. */
  last: string | undefined;
}

class GraphPanels implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #server: Server;
  readonly #shown = new Map<string, Shown>();
  readonly #listeners: vscode.Disposable;

  constructor(extension: vscode.Uri, server: Server) {
    this.#extension = extension;
    this.#server = server;
    const tell = (uri?: string) => {
      for (const shown of this.#shown.values()) {
        if (uri === undefined || vscode.Uri.parse(uri).toString() === vscode.Uri.parse(shown.about.uri).toString()) void this.#tell(shown);
      }
    };
    // The graph is that of the expansion; when there is another, there can be another graph.
    this.#listeners = vscode.Disposable.from(
      server.onDidChangePreview(tell),
      server.onDidStart(() => {
        tell();
      }),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
    for (const { panel } of this.#shown.values()) panel.dispose();
  }

  /** Shows the graph of the configuration that something is about, beside it. */
  async show({ uri, config }: About): Promise<void> {
    // The preview names the configuration, and is what the server tells changes of.
    const preview = await this.#server.ask("forgather.previewExpandedConfig", { uri, config, origins: true });
    const known = this.#shown.get(preview.uri);
    if (known !== undefined) {
      known.panel.reveal(undefined, true);
      return;
    }
    const title = `${preview.config} (graph)`;
    const panel = vscode.window.createWebviewPanel("forgather.graph", title, vscode.ViewColumn.Beside, {
      enableScripts: true,
      retainContextWhenHidden: true,
      localResourceRoots: [vscode.Uri.joinPath(this.#extension, "dist"), vscode.Uri.joinPath(this.#extension, "media")],
    });
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.#extension, "media/template-light.svg"),
      dark: vscode.Uri.joinPath(this.#extension, "media/template-dark.svg"),
    };
    const shown: Shown = { panel, about: { uri: preview.uri, config: preview.config }, isReady: false, told: undefined, last: undefined };
    this.#shown.set(preview.uri, shown);
    panel.onDidDispose(() => {
      this.#shown.delete(preview.uri);
    });
    panel.webview.onDidReceiveMessage((message: FromPage) => {
      void this.#receive(shown, message);
    });
    panel.webview.html = page(panel.webview, this.#extension);
  }

  async #receive(shown: Shown, message: FromPage): Promise<void> {
    switch (message.type) {
      case "ready":
        shown.isReady = true;
        shown.told = undefined;
        await this.#tell(shown);
        break;
      case "open":
        await open(message);
        break;
      case "exportSvg":
        await save(message.title, message.svg);
        break;
    }
  }

  async #tell(shown: Shown): Promise<void> {
    if (!shown.isReady) return;
    try {
      const { text: graph } = await this.#server.ask("forgather.showGraph", { ...shown.about, format: "json" });
      await this.#send(shown, { type: "graph", graph: JSON.parse(graph) as unknown, title: shown.about.config });
      shown.last = graph;
    } catch (error) {
      // While the configuration is broken, the graph it had is better than none.
      const title = shown.about.config;
      const message = error instanceof Error ? error.message : String(error);
      await this.#send(
        shown,
        shown.last === undefined
          ? { type: "problem", title, message }
          : { type: "graph", graph: JSON.parse(shown.last) as unknown, title, stale: true },
      );
    }
  }

  async #send(shown: Shown, message: ToPage): Promise<void> {
    const told = JSON.stringify(message);
    if (told === shown.told) return;
    shown.told = told;
    await shown.panel.webview.postMessage(message);
  }
}

async function save(config: string, svg: string): Promise<void> {
  const name = `${config.replace(/\.yaml$/, "").replaceAll("/", "_")}.svg`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: { SVG: ["svg"] },
    title: "Export Graph",
  });
  if (uri !== undefined) await vscode.workspace.fs.writeFile(uri, Buffer.from(svg));
}

/** Opens the text of a node: beside the graph, where that keeps the keyboard. Its columns count characters. */
async function open({ location, preserveFocus }: OpenMessage): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(location.file));
  const line = Math.min(location.line, document.lineCount) - 1;
  const character = Array.from(document.lineAt(line).text).slice(0, location.column - 1).join("").length;
  const at = new vscode.Position(line, character);
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const viewColumn = shown?.viewColumn ?? templateColumn();
  await vscode.window.showTextDocument(document, { viewColumn, preserveFocus, selection: new vscode.Range(at, at) });
}

function page(webview: vscode.Webview, extension: vscode.Uri): string {
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", name)).toString();
  return graphPage({
    script: file("graph.js"),
    style: file("graph.css"),
    cspSource: webview.cspSource,
    nonce: randomBytes(18).toString("base64url"),
  });
}
