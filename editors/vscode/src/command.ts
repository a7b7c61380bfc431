/** Commands whose failure the user is told of, in the server's words. */
import * as vscode from "vscode";

/** The protocol's code for a request that was called off. */
const REQUEST_CANCELLED = -32800;

/** Registers a command. */
export function command(name: string, run: (argument: unknown) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(name, (argument: unknown) => told(() => run(argument)));
}

/** Does something, and tells the user why it cannot be done. */
export async function told<Result>(act: () => Result | Promise<Result>): Promise<Result | undefined> {
  try {
    return await act();
  } catch (error) {
    const isCalledOff = error instanceof Error && "code" in error && error.code === REQUEST_CANCELLED;
    if (!isCalledOff) void vscode.window.showErrorMessage(`Forgather: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
