/** The view of who extends, includes and imports whom, and which configurations use a template. */
import * as vscode from "vscode";
import { command } from "./command.ts";
import { asRange } from "./places.ts";
import type { Hierarchy, Kin } from "./protocol.ts";
import type { Server } from "./server.ts";
import { isTemplate } from "./subject.ts";

type Relation = "extends" | "extendedBy" | "includes" | "includedBy" | "imports" | "importedBy" | "configurations";

/** In the order in which they are shown: upwards, downwards, sideways. */
const RELATIONS: [Relation, string, string][] = [
  ["extends", "extends", "arrow-up"],
  ["extendedBy", "extended by", "arrow-down"],
  ["includes", "includes", "arrow-right"],
  ["includedBy", "included by", "arrow-left"],
  ["imports", "imports", "symbol-method"],
  ["importedBy", "imported by", "references"],
  ["configurations", "used by configurations", "symbol-structure"],
];

type Node =
  | { kind: "template"; name: string; uri: string; subTemplate: string | null; location: Kin["location"] | undefined; path: string[]; isRoot: boolean }
  | { kind: "relation"; relation: Relation; of: Hierarchy; path: string[] }
  | { kind: "configuration"; name: string; uri: string; project: string };

export function registerTemplateHierarchy(context: vscode.ExtensionContext, server: Server): void {
  const tree = new TemplateHierarchy(server);
  const view = vscode.window.createTreeView("forgather.hierarchy", { treeDataProvider: tree, showCollapseAll: true });
  context.subscriptions.push(
    tree,
    view,
    command("forgather.refreshHierarchy", () => {
      tree.refresh();
    }),
    command("forgather.showHierarchy", async () => {
      await vscode.commands.executeCommand("forgather.hierarchy.focus");
    }),
  );
}

class TemplateHierarchy implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #server: Server;
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  readonly #listeners: vscode.Disposable;
  #uri: string | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(server: Server) {
    this.#server = server;
    const look = () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document === undefined || !isTemplate(document) || document.uri.toString() === this.#uri) return;
      this.#uri = document.uri.toString();
      this.refresh();
    };
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(look),
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (isTemplate(document)) this.refresh();
      }),
      server.onDidStart(() => {
        this.refresh();
      }),
    );
    look();
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#changed.dispose();
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case "template":
        return templateItem(node);
      case "relation": {
        const [, label, icon] = RELATIONS.find(([relation]) => relation === node.relation) ?? ["", "", ""];
        const isOpen = node.path.length === 1;
        const item = new vscode.TreeItem(label, isOpen ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed);
        item.iconPath = new vscode.ThemeIcon(icon);
        item.description = String(node.of[node.relation].length);
        return item;
      }
      case "configuration": {
        const item = new vscode.TreeItem(node.name);
        item.description = node.project;
        item.iconPath = new vscode.ThemeIcon("symbol-structure");
        item.command = open(node.uri, undefined);
        return item;
      }
    }
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node === undefined) return this.#root();
    if (node.kind === "relation") return members(node);
    if (node.kind === "configuration") return [];
    const of = await this.#ask(node.uri, node.subTemplate);
    if (of === undefined) return [];
    return RELATIONS.filter(([relation]) => of[relation].length > 0).map(([relation]) => ({ kind: "relation", relation, of, path: node.path }));
  }

  async #root(): Promise<Node[]> {
    const uri = this.#uri;
    if (uri === undefined) return [];
    const of = await this.#ask(uri, null);
    return of === undefined ? [] : [{ kind: "template", name: of.name, uri, subTemplate: null, location: undefined, path: [identity(of)], isRoot: true }];
  }

  async #ask(uri: string, subTemplate: string | null): Promise<Hierarchy | undefined> {
    // A document that belongs to no project has no kin.
    const argument = subTemplate === null ? { uri } : { uri, subTemplate };
    return this.#server.ask("forgather.templateHierarchy", argument).catch(() => undefined);
  }
}

function members({ relation, of, path }: Extract<Node, { kind: "relation" }>): Node[] {
  if (relation === "configurations") {
    return of.configurations.map(({ name, uri, project }) => ({
      kind: "configuration",
      name,
      uri,
      project: project.name,
    }));
  }
  return of[relation].map((kin) => ({ kind: "template", ...kin, path: [...path, identity(kin)], isRoot: false }));
}

/** What tells a template from others: a file can hold several. */
function identity({ uri, subTemplate }: { uri: string; subTemplate: string | null }): string {
  return `${uri}#${subTemplate ?? ""}`;
}

function templateItem(node: Extract<Node, { kind: "template" }>): vscode.TreeItem {
  // A template that is above itself already, as one that includes itself, is not opened again.
  const isKnown = node.path.indexOf(identity(node)) < node.path.length - 1;
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(node.name, isKnown ? None : node.isRoot ? Expanded : Collapsed);
  item.iconPath = new vscode.ThemeIcon("file-code");
  item.tooltip = vscode.Uri.parse(node.uri).fsPath;
  if (node.location !== undefined) item.description = `line ${node.location.range.start.line + 1}`;
  item.command = open(node.uri, node.location);
  return item;
}

/** Opens where a relation is written; the template itself where it is not. */
function open(uri: string, location: Kin["location"] | undefined): vscode.Command {
  const options = location === undefined ? {} : { selection: asRange(location.range) };
  return { command: "vscode.open", title: "Open", arguments: [vscode.Uri.parse(location?.uri ?? uri), options] };
}
