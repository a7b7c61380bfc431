/** The panel that shows what came of a construction. */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { commandUri, inWords } from "./places.ts";
import { type Shown, bodyOf, escape, titleOf } from "./result_page.ts";

const COMMANDS = ["forgather.openPlace", "forgather.materializeAgain", "forgather.materializeOtherwise", "forgather.restartPython"];

export class ResultPanel implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  #panel: vscode.WebviewPanel | undefined;

  constructor(extension: vscode.Uri) {
    this.#extension = extension;
  }

  show(shown: Shown): void {
    const panel = (this.#panel ??= this.#create());
    panel.title = titleOf(shown);
    panel.webview.html = page(shown, panel.webview, this.#extension);
    panel.reveal(undefined, true);
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #create(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(
      "forgather.result",
      "Materialized",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      {
        enableScripts: false,
        enableCommandUris: COMMANDS,
        enableFindWidget: true,
        localResourceRoots: [vscode.Uri.joinPath(this.#extension, "media")],
      },
    );
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.#extension, "media/template-light.svg"),
      dark: vscode.Uri.joinPath(this.#extension, "media/template-dark.svg"),
    };
    panel.onDidDispose(() => {
      this.#panel = undefined;
    });
    return panel;
  }
}

function page(shown: Shown, webview: vscode.Webview, extension: vscode.Uri): string {
  const style = webview.asWebviewUri(vscode.Uri.joinPath(extension, "media/result.css")).toString();
  const body = bodyOf(shown, {
    place: (location) => commandUri("forgather.openPlace", location),
    command: (name) => `command:${name}`,
    words: inWords,
    path: (file) => vscode.workspace.asRelativePath(file),
  });
  // The page is the same as before where a construction gives the same; the number makes the editor show it all the same.
  const number = randomBytes(8).toString("hex");
  return `<!DOCTYPE html>
<html lang="en" data-shown="${number}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource};">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(titleOf(shown))}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
${body}
</body>
</html>`;
}
