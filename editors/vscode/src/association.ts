/** Documents of Forgather projects are shown in the language Forgather, by the server's answer; plain YAML stays YAML. */
import * as vscode from "vscode";
import type { Server } from "./server.ts";

const OURS = "forgather";

/** What a template can be taken for by its name. */
const CANDIDATES = new Set(["yaml", "plaintext", "jinja", "jinja2", "jinja-yaml"]);

export function registerAssociation(context: vscode.ExtensionContext, server: Server): void {
  const chosen = new ChosenLanguages();
  const look = (document: vscode.TextDocument): void => {
    void associate(document, server, chosen);
  };
  const lookAtAll = (): void => {
    vscode.workspace.textDocuments.forEach(look);
  };
  // A folder becomes a project, or is one no longer, with its `meta.yaml`.
  const projects = vscode.workspace.createFileSystemWatcher("**/meta.yaml", false, true, true);
  context.subscriptions.push(
    projects,
    projects.onDidCreate(lookAtAll),
    server.onDidStart(lookAtAll),
    vscode.workspace.onDidCloseTextDocument((document) => {
      chosen.closed(document);
    }),
    vscode.workspace.onDidOpenTextDocument((document) => {
      chosen.opened(document);
      look(document);
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("forgather.detectLanguage")) lookAtAll();
    }),
  );
}

async function associate(document: vscode.TextDocument, server: Server, chosen: ChosenLanguages): Promise<void> {
  const isCandidate = () =>
    !document.isClosed &&
    document.uri.scheme === "file" &&
    CANDIDATES.has(document.languageId) &&
    !chosen.has(document) &&
    vscode.workspace.getConfiguration(OURS, document).get("detectLanguage", true);
  if (!isCandidate()) return;
  // What is not running yet asks again once it does.
  if (server.runningClient === undefined) return;
  try {
    const { kind } = await server.ask("forgather.documentKind", { uri: document.uri.toString() });
    if (kind !== null && isCandidate()) await vscode.languages.setTextDocumentLanguage(document, OURS);
  } catch {
    // Nothing is known of it: it stays what it is.
  }
}

/** Documents whose language the user has changed back by hand: the editor closes and opens them in one go. */
class ChosenLanguages {
  readonly #uris = new Set<string>();
  #justClosed: string | undefined;

  closed(document: vscode.TextDocument): void {
    if (document.languageId !== OURS) return;
    this.#justClosed = document.uri.toString();
    setImmediate(() => {
      this.#justClosed = undefined;
    });
  }

  opened(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    if (document.languageId === OURS) this.#uris.delete(uri);
    else if (this.#justClosed === uri) this.#uris.add(uri);
  }

  has(document: vscode.TextDocument): boolean {
    return this.#uris.has(document.uri.toString());
  }
}
