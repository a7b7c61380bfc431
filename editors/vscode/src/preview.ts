/** Previews: documents beside the editor that hold what a configuration expands to, as it is typed. */
import * as vscode from "vscode";
import { command } from "./command.ts";
import { EXPANDED, documentParts, serverUri } from "./expanded_uri.ts";
import { originOf } from "./origins.ts";
import { asLocation, commandUri, openPlace } from "./places.ts";
import { PreviewFollower } from "./preview_follow.ts";
import { PreviewShades } from "./preview_shades.ts";
import type { About, Preview, Status } from "./protocol.ts";
import type { Server } from "./server.ts";
import { subject } from "./subject.ts";

/** What is known of previews, by their documents. */
export interface KnownPreviews {
  /** The server's last answer for a document, if the document shows that text. */
  of(document: vscode.TextDocument): Preview | undefined;
}

export function registerPreview(context: vscode.ExtensionContext, server: Server): Previews {
  const previews = new Previews(server);
  const shades = new PreviewShades(previews);
  const selector = { scheme: EXPANDED };
  context.subscriptions.push(
    previews,
    shades,
    new PreviewFollower(server, previews, shades),
    vscode.workspace.registerTextDocumentContentProvider(EXPANDED, previews),
    vscode.languages.registerDefinitionProvider(selector, { provideDefinition: (document, at) => source(server, document, at) }),
    vscode.languages.registerHoverProvider(selector, { provideHover: (document, at) => previews.hover(document, at) }),
    command("forgather.showPreview", async (argument) => {
      const about = subject(argument, server);
      if (about !== undefined) await previews.show(about);
    }),
    command("forgather.goToSource", async () => {
      const editor = vscode.window.activeTextEditor;
      if (editor?.document.uri.scheme !== EXPANDED) return;
      const [place] = await source(server, editor.document, editor.selection.active);
      if (place === undefined) {
        void vscode.window.showInformationMessage("Forgather: no template text is known for this place.");
        return;
      }
      await openPlace({ uri: place.uri.toString(), range: place.range });
    }),
  );
  return previews;
}

/** Where the text at a place of a preview comes from. */
async function source(server: Server, document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Location[]> {
  const uri = serverUri(document.uri);
  if (uri === undefined) return [];
  return (await server.ask("forgather.sourceAt", { uri, position })).map(asLocation);
}

export class Previews implements vscode.TextDocumentContentProvider, KnownPreviews, vscode.Disposable {
  readonly #server: Server;
  readonly #known = new Map<string, Preview>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #listeners: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(server: Server) {
    this.#server = server;
    const refresh = (uri?: string) => {
      for (const document of vscode.workspace.textDocuments) {
        const shown = serverUri(document.uri);
        if (shown !== undefined && (uri === undefined || sameUri(shown, uri))) this.#changed.fire(document.uri);
      }
    };
    this.#listeners = vscode.Disposable.from(
      server.onDidChangePreview(refresh),
      server.onDidStart(() => {
        refresh();
      }),
      server.onDidChangeStatus((status) => {
        void this.#followConfiguration(status);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#known.delete(document.uri.toString());
      }),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#changed.dispose();
  }

  of(document: vscode.TextDocument): Preview | undefined {
    const known = this.#known.get(document.uri.toString());
    return document.getText() === known?.text ? known : undefined;
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const shown = serverUri(uri);
    if (shown === undefined) return "";
    try {
      const preview = await this.#server.ask("forgather.previewExpandedConfig", { uri: shown, origins: true }, token);
      this.#known.set(uri.toString(), preview);
      return preview.text;
    } catch (error) {
      const last = this.#known.get(uri.toString());
      if (last !== undefined) return last.text;
      return `# there is nothing to show: ${error instanceof Error ? error.message : String(error)}\n`;
    }
  }

  /** Shows the preview of the configuration that something is about, beside it. */
  async show(about: About): Promise<void> {
    const { uri, config } = about;
    const preview = await this.#server.ask("forgather.previewExpandedConfig", { uri, config, origins: true });
    const open = previewTabs().find(({ tab }) => tab.isActive);
    await this.#open(preview, open?.column ?? vscode.ViewColumn.Beside);
  }

  async #open({ uri, config }: Preview, viewColumn: vscode.ViewColumn): Promise<void> {
    let document = await vscode.workspace.openTextDocument(vscode.Uri.from(documentParts(uri)));
    if (document.languageId !== EXPANDED) document = await vscode.languages.setTextDocumentLanguage(document, EXPANDED);
    // In a tab that gives way to the next: one that the user keeps stays with its configuration.
    await vscode.window.showTextDocument(document, { viewColumn, preserveFocus: true, preview: true });
    // Templates that it uses are seen through the configuration that is looked at: so it stays the active one in all of them.
    await this.#server.ask("forgather.selectConfiguration", { uri, config });
  }

  /** Shows another configuration's preview where one is shown that the user has not kept, when another one is active. */
  async #followConfiguration(status: Status | undefined): Promise<void> {
    const wanted = status?.configuration;
    if (wanted === null || wanted === undefined) return;
    const shown = previewTabs().find(({ tab }) => tab.isActive && tab.isPreview);
    if (shown === undefined) return;
    const preview = await this.#server.ask("forgather.previewExpandedConfig", {
      uri: wanted.uri,
      config: wanted.name,
      origins: true,
    });
    if (!sameUri(preview.uri, shown.uri)) await this.#open(preview, shown.column);
  }

  /** Which template a line comes from. */
  hover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const preview = this.of(document);
    const origin = preview === undefined ? undefined : originOf(preview.origins, position.line);
    if (origin === undefined) return undefined;
    const text = new vscode.MarkdownString();
    text.isTrusted = { enabledCommands: ["forgather.openPlace"] };
    const block = origin.block === null ? "" : `, block \`${origin.block}\``;
    const how = origin.inherited ? "inherited from" : "from";
    const place = commandUri("forgather.openPlace", { uri: origin.uri, range: origin.range });
    text.appendMarkdown(`${how} [\`${origin.template}\`](${place})${block}, line ${origin.range.start.line + 1}`);
    return new vscode.Hover(text, document.lineAt(position.line).range);
  }
}

/** The tabs that show previews. */
function previewTabs(): { tab: vscode.Tab; uri: string; column: vscode.ViewColumn }[] {
  return vscode.window.tabGroups.all.flatMap((group) =>
    group.tabs.flatMap((tab) => {
      const uri = tab.input instanceof vscode.TabInputText ? serverUri(tab.input.uri) : undefined;
      return uri === undefined ? [] : [{ tab, uri, column: group.viewColumn }];
    }),
  );
}

/** Whether two uris are the same, however they are escaped. */
function sameUri(one: string, other: string): boolean {
  return vscode.Uri.parse(one).toString() === vscode.Uri.parse(other).toString();
}
