/** The node graph of a configuration, in a panel: drawn by `webviews/graph`, told anew as the configuration changes. */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { command } from "./command.ts";
import type { Location } from "vscode-languageserver-protocol";
import { openPlace } from "./places.ts";
import type { About } from "./protocol.ts";
import type { Server } from "./server.ts";
import { subject } from "./subject.ts";

/** What the drawing says. */
type FromDrawing = { type: "ready" } | { type: "open"; location: Location } | { type: "exportSvg"; svg: string };

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
    const shown: Shown = { panel, about: { uri: preview.uri, config: preview.config }, isReady: false, told: undefined };
    this.#shown.set(preview.uri, shown);
    panel.onDidDispose(() => {
      this.#shown.delete(preview.uri);
    });
    panel.webview.onDidReceiveMessage((message: FromDrawing) => {
      void this.#receive(shown, message);
    });
    panel.webview.html = page(panel.webview, this.#extension, title);
  }

  async #receive(shown: Shown, message: FromDrawing): Promise<void> {
    switch (message.type) {
      case "ready":
        shown.isReady = true;
        shown.told = undefined;
        await this.#tell(shown);
        break;
      case "open":
        await openPlace(message.location);
        break;
      case "exportSvg":
        await save(shown.about.config, message.svg);
        break;
    }
  }

  async #tell(shown: Shown): Promise<void> {
    if (!shown.isReady) return;
    try {
      const [{ text: graph }, { text: expandedText }] = await Promise.all([
        this.#server.ask("forgather.showGraph", { ...shown.about, format: "json" }),
        this.#server.ask("forgather.previewExpandedConfig", { ...shown.about, origins: true }),
      ]);
      if (graph === shown.told) return;
      shown.told = graph;
      const title = shown.about.config;
      await shown.panel.webview.postMessage({ type: "graph", graph: JSON.parse(graph) as unknown, title, expandedText });
    } catch {
      // While the configuration is broken, the graph it had is better than none.
    }
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

function page(webview: vscode.Webview, extension: vscode.Uri, title: string): string {
  const nonce = randomBytes(18).toString("base64url");
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title.replace(/[&<>"]/g, "")}</title>
<link rel="stylesheet" href="${file("graph.css")}">
</head>
<body>
<script nonce="${nonce}" src="${file("graph.js")}"></script>
</body>
</html>`;
}
