/**
 * The library that speaks the Language Server Protocol, as it is used here. It is a file of its own in the package, and loaded
 * behind the activation: nothing else may import more than types from the library.
 */
import type { ChildProcess } from "node:child_process";
import type * as vscode from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
  TextDocumentContentRequest,
  WorkDoneProgress,
  type WorkDoneProgressReport,
} from "vscode-languageclient/node";

/** What is to be told of. */
export interface Listeners {
  /** The server runs, for the first time or again. */
  started(): void;
  stopped(): void;
  /** The text of the preview of a uri is another. */
  contentChanged(uri: vscode.Uri): void;
}

export function create(
  start: () => Promise<ChildProcess>,
  options: LanguageClientOptions,
  commands: string[],
  listeners: Listeners,
): LanguageClient {
  const client = new Client("forgather", "Forgather", start, { ...options, revealOutputChannelOn: RevealOutputChannelOn.Never });
  client.registerFeature({
    // Which commands the server may leave to this client.
    fillClientCapabilities: (capabilities) => {
      const experimental = (capabilities.experimental ?? {}) as Record<string, unknown>;
      capabilities.experimental = { ...experimental, commands: { commands } };
    },
    // Behind `initialized` and all other features, which came first.
    initialize: () => {
      // The library takes the server's word that a text changed; its own documents of that text are never opened.
      for (const provider of client.getFeature(TextDocumentContentRequest.method)?.getProviders() ?? []) {
        provider.onDidChangeEmitter.event((uri) => {
          listeners.contentChanged(uri);
        });
      }
      listeners.started();
    },
    getState: () => ({ kind: "static" }),
    clear: () => undefined,
  });
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Stopped) listeners.stopped();
  });
  return client;
}

/** Listens to what a request with a token of its own says of its progress. */
export function onProgress(
  client: LanguageClient,
  token: string,
  report: (progress: Pick<WorkDoneProgressReport, "message" | "percentage">) => void,
): vscode.Disposable {
  return client.onProgress(WorkDoneProgress.type, token, (progress) => {
    if (progress.kind !== "end") report(progress);
  });
}

/** The library's client, which leaves it to us to say why a server does not start. */
class Client extends LanguageClient {
  override error(message: string, data?: unknown, showNotification?: boolean | "force"): void {
    super.error(message, data, showNotification === "force" ? false : showNotification);
  }
}
