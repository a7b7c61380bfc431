/** What lenses do: they carry the server's commands, whose results are shown here. */
import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";
import { asLocation } from "./places.ts";
import type { ShowReferences } from "./protocol.ts";
import { SHOW_REFERENCES } from "./server.ts";

/** The commands that show what the server's commands of these names tell. */
const SHOWN_BY: Record<string, string> = {
  "forgather.previewExpandedConfig": "forgather.showPreview",
  "forgather.materialize": "forgather.materializeMain",
  "forgather.generateCode": "forgather.generatePython",
  "forgather.showGraph": "forgather.openGraph",
  "forgather.restartSession": "forgather.restartPython",
};

export const lensMiddleware: Middleware = {
  executeCommand: (command, args, next) => {
    const shown = SHOWN_BY[command];
    return shown === undefined ? (next(command, args) as unknown) : vscode.commands.executeCommand(shown, args[0]);
  },
};

export function registerShowReferences(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(SHOW_REFERENCES, async ({ uri, position, locations }: ShowReferences) => {
      const at = new vscode.Position(position.line, position.character);
      await vscode.commands.executeCommand("editor.action.showReferences", vscode.Uri.parse(uri, true), at, locations.map(asLocation));
    }),
  );
}
