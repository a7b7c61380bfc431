/** What happens when the extension is activated: everything is registered, and the server starts in the background. */
import * as vscode from "vscode";
import { command } from "./command.ts";
import type { Location } from "vscode-languageserver-protocol";
import { registerAssociation } from "./association.ts";
import { registerConfigurationPicker } from "./configuration_picker.ts";
import { registerGeneratePython } from "./generate_python.ts";
import { registerGraph } from "./graph.ts";
import { lensMiddleware, registerShowReferences } from "./lens_commands.ts";
import { registerMaterialize } from "./materialize.ts";
import { registerNewExperiment } from "./new_experiment.ts";
import { openPlace } from "./places.ts";
import { registerPreview } from "./preview.ts";
import { registerPythonDocuments } from "./python_documents.ts";
import { Server } from "./server.ts";
import { registerTemplateHierarchy } from "./template_hierarchy.ts";

export function activate(context: vscode.ExtensionContext): void {
  const begun = { at: performance.now(), cpu: process.cpuUsage() };
  const log = vscode.window.createOutputChannel("Forgather", { log: true });
  const server = new Server(context, log, lensMiddleware);
  context.subscriptions.push(log, server);
  registerAssociation(context, server);
  registerPythonDocuments(context, server);
  registerPreview(context, server);
  registerMaterialize(context, server);
  registerGraph(context, server);
  registerGeneratePython(context, server);
  registerNewExperiment(context, server);
  registerTemplateHierarchy(context, server);
  registerConfigurationPicker(context, server);
  registerShowReferences(context);
  context.subscriptions.push(
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.sendSettings()),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("forgather.server.path")) await server.restart().catch(() => undefined);
    }),
    command("forgather.openPlace", (location) => openPlace(location as Location)),
    command("forgather.restartServer", () => server.restart().catch(() => undefined)),
    command("forgather.showLogs", () => {
      log.show();
    }),
  );
  server.startInBackground();
  const { user, system } = process.cpuUsage(begun.cpu);
  // On a machine that is busy only the second number says what the extension costs.
  log.info(`activated in ${(performance.now() - begun.at).toFixed(1)} ms (${((user + system) / 1000).toFixed(1)} ms of processor time)`);
}
