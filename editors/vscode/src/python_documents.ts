/** Unsaved Python counts where configurations call what is in it: the server is told of it, and of nothing else it is asked. */
import * as vscode from "vscode";
import type { Server } from "./server.ts";

/** How long typing has to pause, in milliseconds, before the text is sent. */
const PAUSE = 200;

export function registerPythonDocuments(context: vscode.ExtensionContext, server: Server): void {
  const pending = new Map<string, NodeJS.Timeout>();
  const isPython = (document: vscode.TextDocument) => document.languageId === "python" && document.uri.scheme === "file";
  const open = (document: vscode.TextDocument) => {
    if (!isPython(document)) return;
    const { languageId, version } = document;
    const textDocument = { uri: document.uri.toString(), languageId, version, text: document.getText() };
    void server.runningClient?.sendNotification("textDocument/didOpen", { textDocument });
  };
  const change = (document: vscode.TextDocument) => {
    if (document.isClosed) return;
    const textDocument = { uri: document.uri.toString(), version: document.version };
    const contentChanges = [{ text: document.getText() }];
    void server.runningClient?.sendNotification("textDocument/didChange", { textDocument, contentChanges });
  };
  const forget = (uri: string) => {
    clearTimeout(pending.get(uri));
    pending.delete(uri);
  };
  context.subscriptions.push(
    server.onDidStart(() => {
      vscode.workspace.textDocuments.forEach(open);
    }),
    vscode.workspace.onDidOpenTextDocument(open),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (!isPython(document)) return;
      const uri = document.uri.toString();
      forget(uri);
      pending.set(
        uri,
        setTimeout(() => {
          forget(uri);
          change(document);
        }, PAUSE),
      );
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (!isPython(document)) return;
      const uri = document.uri.toString();
      forget(uri);
      void server.runningClient?.sendNotification("textDocument/didClose", { textDocument: { uri } });
    }),
    new vscode.Disposable(() => {
      pending.forEach((timer) => {
        clearTimeout(timer);
      });
    }),
  );
}
