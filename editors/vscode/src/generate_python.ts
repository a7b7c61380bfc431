/** Python that constructs a target, in a new document. */
import * as vscode from "vscode";
import { command } from "./command.ts";
import { pickTarget } from "./materialize.ts";
import type { Server } from "./server.ts";
import { subject } from "./subject.ts";

export function registerGeneratePython(context: vscode.ExtensionContext, server: Server): void {
  const generate = async (argument: unknown, isChosen: boolean) => {
    const about = subject(argument, server);
    if (about === undefined) return;
    const { target, ...scope } = about;
    const chosen = isChosen
      ? (await pickTarget(await server.ask("forgather.listTargets", scope), "Python of which target?"))?.name
      : target;
    if (isChosen && chosen === undefined) return;
    const { text } = await server.ask("forgather.generateCode", chosen === undefined ? scope : { ...scope, target: chosen });
    const document = await vscode.workspace.openTextDocument({ language: "python", content: text });
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
  };
  context.subscriptions.push(
    command("forgather.generatePython", (argument) => generate(argument, false)),
    command("forgather.generatePythonTarget", (argument) => generate(argument, true)),
  );
}
