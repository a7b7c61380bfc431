/** What a command is about: what its caller names, else the editor that is worked in. */
import * as vscode from "vscode";
import type { About } from "./protocol.ts";
import { serverUri } from "./expanded_uri.ts";
import type { Server } from "./server.ts";

/** Whether an argument is one that a lens carries. */
function isAbout(argument: unknown): argument is About & { target?: string } {
  return typeof argument === "object" && argument !== null && typeof (argument as About).uri === "string";
}

/** The document or preview that is meant, as the server knows it; undefined where there is none, which the user is told. */
export function subject(argument: unknown, server: Server): (About & { target?: string }) | undefined {
  if (isAbout(argument)) {
    const { uri, config, target } = argument;
    return { uri, ...(config === undefined ? {} : { config }), ...(target === undefined ? {} : { target }) };
  }
  const document = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  if (document !== undefined) {
    const preview = serverUri(document);
    if (preview !== undefined) return { uri: preview };
    const open = vscode.workspace.textDocuments.find((known) => known.uri.toString() === document.toString());
    if (document.scheme === "file" && (open === undefined || isTemplate(open))) return { uri: document.toString() };
  }
  // With the focus in a panel of ours, or in the terminal, it is the document that was worked on last.
  const last = server.status?.uri;
  if (last !== undefined) return { uri: last };
  void vscode.window.showInformationMessage("Forgather: open a template or a configuration first.");
  return undefined;
}

/** Whether a document can be a template. */
export function isTemplate(document: vscode.TextDocument): boolean {
  return document.uri.scheme === "file" && (document.languageId === "forgather" || document.languageId === "yaml");
}
