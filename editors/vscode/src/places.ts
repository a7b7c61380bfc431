/** Places that the server tells, shown in the editor. */
import * as vscode from "vscode";
import type { Location, Range } from "vscode-languageserver-protocol";

export function asRange(range: Range): vscode.Range {
  return new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
}

export function asLocation(location: Location): vscode.Location {
  return new vscode.Location(vscode.Uri.parse(location.uri, true), asRange(location.range));
}

/** A place as people say it: the path within the workspace, and the line. */
export function inWords(location: Location): string {
  return `${vscode.workspace.asRelativePath(vscode.Uri.parse(location.uri, true))}:${location.range.start.line + 1}`;
}

/** Opens a place where templates are edited, and not in the column of a panel. */
export async function openPlace(location: Location, options: vscode.TextDocumentShowOptions = {}): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.parse(location.uri, true);
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri.toString());
  return vscode.window.showTextDocument(uri, {
    viewColumn: shown?.viewColumn ?? templateColumn(),
    selection: asRange(location.range),
    ...options,
  });
}

/** The column that templates are edited in: that of a file, the active one first. */
export function templateColumn(): vscode.ViewColumn {
  const isFile = (editor: vscode.TextEditor | undefined) => editor?.document.uri.scheme === "file";
  const active = vscode.window.activeTextEditor;
  const editor = isFile(active) ? active : vscode.window.visibleTextEditors.find(isFile);
  return editor?.viewColumn ?? vscode.ViewColumn.One;
}

/** The arguments of a command in a link. */
export function commandUri(command: string, ...args: unknown[]): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify(args))}`;
}
