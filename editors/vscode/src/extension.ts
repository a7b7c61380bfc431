/** What happens when the extension is activated: everything is registered, and the server starts in the background. */
import * as vscode from "vscode";
import { registerAssociation } from "./association.ts";
import { Server } from "./server.ts";

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Forgather", { log: true });
  const server = new Server(context, log, {});
  context.subscriptions.push(log, server);
  registerAssociation(context, server);
  context.subscriptions.push(
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.sendSettings()),
    vscode.commands.registerCommand("forgather.restartServer", () => server.restart()),
    vscode.commands.registerCommand("forgather.showLogs", () => {
      log.show();
    }),
  );
  server.startInBackground();
}
