/** Commands whose failure the user is told of, in the server's words. */
import * as vscode from "vscode";
import { LSPErrorCodes, ResponseError } from "vscode-languageclient/node";

/** Registers a command. */
export function command(name: string, run: (argument: unknown) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(name, (argument: unknown) => told(() => run(argument)));
}

/** Does something, and tells the user why it cannot be done. */
export async function told<Result>(act: () => Result | Promise<Result>): Promise<Result | undefined> {
  try {
    return await act();
  } catch (error) {
    const isCalledOff = error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled;
    if (!isCalledOff) void vscode.window.showErrorMessage(`Forgather: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
