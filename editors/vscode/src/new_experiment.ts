/** A new configuration that extends the one at hand: the server's action, under a name of the user's. */
import * as path from "node:path";
import * as vscode from "vscode";
import { command } from "./command.ts";
import type { CodeAction, Command, WorkspaceEdit } from "vscode-languageserver-protocol";
import type { Server } from "./server.ts";
import { subject } from "./subject.ts";

export function registerNewExperiment(context: vscode.ExtensionContext, server: Server): void {
  context.subscriptions.push(
    command("forgather.newExperiment", async (argument) => {
      const about = subject(argument, server);
      if (about === undefined) return;
      const all = await server.ask("forgather.listConfigurations", { uri: about.uri });
      const own = all.find(({ name, active }) => (about.config === undefined ? active : name === about.config));
      if (own === undefined) {
        void vscode.window.showInformationMessage("Forgather: no configuration uses this template.");
        return;
      }
      await begin(server, own.uri);
    }),
  );
}

async function begin(server: Server, configuration: string): Promise<void> {
  const client = await server.client();
  // The server reads the configuration as it is on disk where it is not open; its actions are those of open documents.
  await vscode.workspace.openTextDocument(vscode.Uri.parse(configuration, true));
  const start = { line: 0, character: 0 };
  const actions = await client.sendRequest<(CodeAction | Command)[] | null>("textDocument/codeAction", {
    textDocument: { uri: configuration },
    range: { start, end: start },
    context: { diagnostics: [], only: ["generate"] },
  });
  const action = (actions ?? []).find((action): action is CodeAction => "kind" in action);
  if (action === undefined) {
    void vscode.window.showInformationMessage("Forgather: this configuration has errors; an experiment can begin from one that has none.");
    return;
  }
  const { edit } = action.edit === undefined ? await client.sendRequest<CodeAction>("codeAction/resolve", action) : action;
  const created = edit === undefined ? undefined : createdBy(edit);
  if (edit === undefined || created === undefined) return;
  const suggested = vscode.Uri.parse(created, true);
  const uri = await askName(suggested);
  if (uri === undefined) return;
  const renamed = JSON.parse(JSON.stringify(edit).replaceAll(JSON.stringify(created), JSON.stringify(uri.toString()))) as WorkspaceEdit;
  if (await vscode.workspace.applyEdit(await client.protocol2CodeConverter.asWorkspaceEdit(renamed))) {
    const document = await vscode.workspace.openTextDocument(uri);
    await document.save();
    await vscode.window.showTextDocument(document);
  }
}

function createdBy(edit: WorkspaceEdit): string | undefined {
  const creation = edit.documentChanges?.find((change) => "kind" in change && change.kind === "create");
  return creation !== undefined && "uri" in creation ? creation.uri : undefined;
}

async function askName(suggested: vscode.Uri): Promise<vscode.Uri | undefined> {
  const name = path.posix.basename(suggested.path);
  const beside = (other: string) => vscode.Uri.joinPath(suggested, "..", other);
  const chosen = await vscode.window.showInputBox({
    title: "New Experiment",
    prompt: "The configuration's file",
    value: name,
    valueSelection: [0, name.length - ".yaml".length],
    validateInput: async (value) => {
      if (!/^[^/\\]+\.yaml$/.test(value)) return "a configuration's file is a name that ends with .yaml";
      const exists = await vscode.workspace.fs.stat(beside(value)).then(() => true, () => false);
      return exists ? `${value} is there already` : undefined;
    },
  });
  return chosen === undefined ? undefined : beside(chosen);
}
