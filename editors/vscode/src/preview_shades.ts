/** How the lines of a preview look: shaded by the template they come from, marked where they are stale, lit at the cursor. */
import * as vscode from "vscode";
import { EXPANDED } from "./expanded_uri.ts";
import { colours, inheritedRuns, linesOfTemplate, rows } from "./origins.ts";
import type { KnownPreviews } from "./preview.ts";
import type { Preview } from "./protocol.ts";

const COLOURS = 6;

/** What stands where a value is missing. */
const GAP = /__undefined__/g;

export class PreviewShades implements vscode.Disposable {
  readonly #previews: KnownPreviews;
  readonly #inherited: vscode.TextEditorDecorationType[] = [];
  readonly #stale = decoration({ opacity: "0.65" });
  readonly #notice = decoration({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor("forgather.preview.staleBackground"),
    overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.warningForeground"),
    fontWeight: "bold",
  });
  readonly #gap = decoration({
    backgroundColor: new vscode.ThemeColor("forgather.preview.staleBackground"),
    border: "1px solid",
    borderColor: new vscode.ThemeColor("editorWarning.foreground"),
    overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.warningForeground"),
  });
  readonly #atCursor = decoration({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor("forgather.preview.atCursorBackground"),
    borderStyle: "solid",
    borderWidth: "1px 0",
    borderColor: new vscode.ThemeColor("forgather.preview.atCursorBorder"),
    overviewRulerColor: new vscode.ThemeColor("forgather.preview.atCursorBorder"),
  });
  readonly #ofTemplate = decoration({
    light: { gutterIconPath: bar("#b58900"), gutterIconSize: "contain" },
    dark: { gutterIconPath: bar("#e5c07b"), gutterIconSize: "contain" },
    overviewRulerColor: new vscode.ThemeColor("forgather.preview.ofTemplateBorder"),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
  readonly #listeners: vscode.Disposable;

  constructor(previews: KnownPreviews) {
    this.#previews = previews;
    for (let number = 1; number <= COLOURS; number += 1) {
      this.#inherited.push(
        decoration({
          isWholeLine: true,
          backgroundColor: new vscode.ThemeColor(`forgather.preview.inherited${number}Background`),
          borderStyle: "solid",
          // Wider, it would cover what the line begins with.
          borderWidth: "0 0 0 1px",
          borderColor: new vscode.ThemeColor(`forgather.preview.inherited${number}Border`),
        }),
      );
    }
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        editors.forEach((editor) => {
          this.#shade(editor);
        });
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === EXPANDED) this.#shadeAll(document);
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("forgather.preview")) this.#shadeAll();
      }),
    );
    this.#shadeAll();
  }

  dispose(): void {
    this.#listeners.dispose();
    for (const type of [...this.#inherited, this.#stale, this.#notice, this.#gap, this.#atCursor, this.#ofTemplate]) {
      type.dispose();
    }
  }

  /** Lights the lines that come from a place of a template, and marks those of that template. */
  light(editor: vscode.TextEditor, ranges: vscode.Range[], template: string): void {
    const lines = ranges.flatMap(linesOf);
    editor.setDecorations(this.#atCursor, rows(lines).map(wholeLines));
    const preview = this.#previews.of(editor.document);
    const own = preview === undefined ? [] : linesOfTemplate(preview.origins, template, lines);
    editor.setDecorations(this.#ofTemplate, own.map((line) => wholeLines([line, line])));
  }

  /** Lights a place of a template that the cursor in a preview is at. */
  lightSource(editor: vscode.TextEditor, range: vscode.Range): void {
    editor.setDecorations(this.#atCursor, [range]);
  }

  /** Puts out what is lit in an editor. */
  dim(editor: vscode.TextEditor): void {
    editor.setDecorations(this.#atCursor, []);
    editor.setDecorations(this.#ofTemplate, []);
  }

  #shadeAll(document?: vscode.TextDocument): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (document === undefined || editor.document === document) this.#shade(editor);
    }
  }

  #shade(editor: vscode.TextEditor): void {
    if (editor.document.uri.scheme !== EXPANDED) return;
    const preview = this.#previews.of(editor.document);
    // The answer is there before the document has its text; this is called again then.
    if (preview === undefined) return;
    this.#shadeInherited(editor, preview);
    const isWhole = !preview.stale && preview.complete;
    const last = editor.document.lineCount - 1;
    editor.setDecorations(this.#notice, isWhole ? [] : [wholeLines([0, 0])]);
    editor.setDecorations(this.#stale, preview.stale && last > 0 ? [wholeLines([1, last])] : []);
    const gaps = preview.complete ? [] : [...preview.text.matchAll(GAP)];
    // The notice itself says what a gap looks like.
    const ranges = gaps.map((gap) => placeOf(editor.document, gap.index, gap[0].length)).filter((gap) => gap.start.line > 0);
    editor.setDecorations(this.#gap, ranges);
  }

  #shadeInherited(editor: vscode.TextEditor, preview: Preview): void {
    const isWanted = vscode.workspace.getConfiguration("forgather").get<boolean>("preview.shadeInherited", true);
    const runs = isWanted ? inheritedRuns(preview.origins) : [];
    const numbers = colours(runs, COLOURS);
    this.#inherited.forEach((type, number) => {
      const own = runs.filter((run) => numbers.get(run.template) === number);
      editor.setDecorations(type, own.map((run) => wholeLines([run.first, run.last])));
    });
  }
}

function decoration(options: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType(options);
}

function bar(colour: string): vscode.Uri {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="${colour}" d="M9 0h3v16H9z"/></svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`);
}

function linesOf(range: vscode.Range): number[] {
  const lines = [range.start.line];
  // What ends before a line's first character is not on that line.
  const last = range.end.character === 0 ? range.end.line - 1 : range.end.line;
  for (let line = range.start.line + 1; line <= last; line += 1) lines.push(line);
  return lines;
}

function wholeLines([first, last]: [number, number]): vscode.Range {
  return new vscode.Range(first, 0, last, Number.MAX_SAFE_INTEGER);
}

function placeOf(document: vscode.TextDocument, offset: number, length: number): vscode.Range {
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
}
