/** The cursor and the scroll position of templates and previews, each following the other. */
import * as vscode from "vscode";
import { EXPANDED, serverUri } from "./expanded_uri.ts";
import { previewLine, sourceLine } from "./origins.ts";
import { asLocation, asRange, templateColumn } from "./places.ts";
import type { KnownPreviews } from "./preview.ts";
import type { PreviewShades } from "./preview_shades.ts";
import type { Server } from "./server.ts";
import { isTemplate } from "./subject.ts";

type FollowCursor = "acrossTemplates" | "withinTemplate" | "off";

/** For how long an editor that was scrolled by us, or by its cursor, is not taken for one that its user scrolls. */
const SETTLING = 250;

/** For how long an editor that its user scrolls is the only one that others follow. */
const LEADING = 1000;

export class PreviewFollower implements vscode.Disposable {
  readonly #server: Server;
  readonly #previews: KnownPreviews;
  readonly #shades: PreviewShades;
  readonly #listeners: vscode.Disposable;
  readonly #moved = new WeakMap<vscode.TextEditor, number>();
  /** The line that an editor was scrolled to by us, until it is known to be there. */
  readonly #awaited = new WeakMap<vscode.TextEditor, number>();
  #leader: { editor: vscode.TextEditor; until: number } | undefined;
  readonly #tops = new WeakMap<vscode.TextEditor, number>();
  #asked = new vscode.CancellationTokenSource();

  constructor(server: Server, previews: KnownPreviews, shades: PreviewShades) {
    this.#server = server;
    this.#previews = previews;
    this.#shades = shades;
    const follow = (editor: vscode.TextEditor | undefined) => {
      if (editor !== undefined) void this.#followCursor(editor).catch(() => undefined);
    };
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        this.#settle(textEditor);
        // The other editor's cursor is moved by us.
        if (textEditor === vscode.window.activeTextEditor) follow(textEditor);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        // What the cursor is at has moved within the preview.
        const active = vscode.window.activeTextEditor;
        if (document.uri.scheme === EXPANDED && active !== undefined && isTemplate(active.document)) follow(active);
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => {
        follow(vscode.window.activeTextEditor);
      }),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor, visibleRanges }) => {
        this.#followScrolling(textEditor, visibleRanges);
      }),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#asked.dispose();
  }

  async #followCursor(editor: vscode.TextEditor): Promise<void> {
    const how = setting<FollowCursor>("followCursor", "acrossTemplates");
    if (how === "off") return;
    this.#asked.cancel();
    this.#asked.dispose();
    this.#asked = new vscode.CancellationTokenSource();
    const { token } = this.#asked;
    if (editor.document.uri.scheme === EXPANDED) await this.#leadToSource(editor, how, token);
    else if (isTemplate(editor.document)) await this.#leadToPreviews(editor, token);
  }

  async #leadToPreviews(editor: vscode.TextEditor, token: vscode.CancellationToken): Promise<void> {
    this.#shades.dim(editor);
    for (const shown of previewEditors()) {
      const preview = this.#previews.of(shown.document);
      if (preview === undefined) continue;
      const uri = editor.document.uri.toString();
      const position = editor.selection.active;
      const places = await this.#server.ask("forgather.previewAt", { uri, preview: preview.uri, position }, token).catch(() => []);
      if (token.isCancellationRequested) return;
      const ranges = places.map((place) => asRange(place.range));
      const known = preview.origins.find((origin) => vscode.Uri.parse(origin.uri).toString() === uri);
      this.#shades.light(shown, ranges, known?.uri ?? uri);
      const [first] = ranges;
      if (first !== undefined) this.#move(shown, first);
    }
  }

  async #leadToSource(editor: vscode.TextEditor, how: FollowCursor, token: vscode.CancellationToken): Promise<void> {
    this.#shades.dim(editor);
    const uri = serverUri(editor.document.uri);
    if (uri === undefined) return;
    const [place] = await this.#server.ask("forgather.sourceAt", { uri, position: editor.selection.active }, token);
    if (token.isCancellationRequested) return;
    if (place === undefined) return;
    const source = asLocation(place);
    const isOf = (shown: vscode.TextEditor) => shown.document.uri.toString() === source.uri.toString();
    let shown = vscode.window.visibleTextEditors.find(isOf);
    if (shown === undefined && how === "acrossTemplates") {
      const viewColumn = templateColumn();
      // A preview that is alone has nothing beside it to show its source in.
      if (viewColumn === editor.viewColumn) return;
      shown = await vscode.window.showTextDocument(source.uri, { viewColumn, preserveFocus: true, preview: true });
    }
    if (shown === undefined) return;
    this.#shades.lightSource(shown, source.range);
    this.#move(shown, source.range);
  }

  #move(editor: vscode.TextEditor, range: vscode.Range): void {
    this.#settle(editor);
    editor.selection = new vscode.Selection(range.start, range.start);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  #followScrolling(editor: vscode.TextEditor, visible: readonly vscode.Range[]): void {
    const [first] = visible;
    const last = visible.at(-1);
    if (first === undefined || last === undefined) return;
    const before = this.#tops.get(editor);
    this.#tops.set(editor, first.start.line);
    // An editor that has just been opened, or has another size, was not scrolled.
    if (before === undefined || before === first.start.line) return;
    if (!this.#isLed(editor, first.start.line, last.end.line) || !setting<boolean>("followScrolling", true)) return;
    if (editor.document.uri.scheme === EXPANDED) {
      const preview = this.#previews.of(editor.document);
      if (preview === undefined) return;
      for (const other of vscode.window.visibleTextEditors) {
        if (!isTemplate(other.document)) continue;
        this.#scroll(other, sourceLine(preview.origins, uriIn(preview.origins, other), first.start.line, last.end.line));
      }
    } else if (isTemplate(editor.document)) {
      for (const other of previewEditors()) {
        const preview = this.#previews.of(other.document);
        if (preview === undefined) continue;
        this.#scroll(other, previewLine(preview.origins, uriIn(preview.origins, editor), first.start.line));
      }
    }
  }

  #scroll(editor: vscode.TextEditor, line: number | undefined): void {
    if (line === undefined || editor.visibleRanges[0]?.start.line === line) return;
    this.#awaited.set(editor, line);
    editor.revealRange(new vscode.Range(line, 0, line, 0), vscode.TextEditorRevealType.AtTop);
  }

  /** Whether it is the user who scrolls an editor, and not we, who let it follow; it leads then for a while. */
  #isLed(editor: vscode.TextEditor, top: number, bottom: number): boolean {
    const now = Date.now();
    const awaited = this.#awaited.get(editor);
    // At the end of a document it cannot be scrolled as far as it was to be.
    if (awaited !== undefined && (awaited === top || bottom >= editor.document.lineCount - 1)) {
      this.#awaited.delete(editor);
      return false;
    }
    if (this.#isSettling(editor)) return false;
    if (this.#leader !== undefined && this.#leader.editor !== editor && now < this.#leader.until) return false;
    this.#leader = { editor, until: now + LEADING };
    return true;
  }

  #settle(editor: vscode.TextEditor): void {
    this.#moved.set(editor, Date.now());
  }

  #isSettling(editor: vscode.TextEditor): boolean {
    return Date.now() - (this.#moved.get(editor) ?? 0) < SETTLING;
  }
}

function previewEditors(): vscode.TextEditor[] {
  return vscode.window.visibleTextEditors.filter((editor) => editor.document.uri.scheme === EXPANDED);
}

/** An editor's file as the server spells its uri. */
function uriIn(origins: { uri: string }[], editor: vscode.TextEditor): string {
  const uri = editor.document.uri.toString();
  return origins.find((origin) => origin.uri === uri || vscode.Uri.parse(origin.uri).toString() === uri)?.uri ?? uri;
}

function setting<Value>(name: string, fallback: Value): Value {
  return vscode.workspace.getConfiguration("forgather.preview").get(name, fallback);
}
