/** The status bar says through which configuration a template is seen, and lets the user choose another. */
import * as vscode from "vscode";
import { command } from "./command.ts";
import { EXPANDED } from "./expanded_uri.ts";
import { templateColumn } from "./places.ts";
import type { ListedConfiguration, Status } from "./protocol.ts";
import type { Server } from "./server.ts";
import { isTemplate, subject } from "./subject.ts";

export function registerConfigurationPicker(context: vscode.ExtensionContext, server: Server): void {
  const item = vscode.window.createStatusBarItem("forgather.configuration", vscode.StatusBarAlignment.Left, 40);
  item.name = "Forgather Configuration";
  item.command = "forgather.pickConfiguration";
  const update = () => {
    const editor = vscode.window.activeTextEditor;
    const isOurs =
      editor === undefined || editor.document.uri.scheme === EXPANDED || isTemplate(editor.document) || editor.document.languageId === "python";
    show(item, isOurs ? server.status : undefined);
  };
  context.subscriptions.push(
    item,
    server.onDidChangeStatus(update),
    vscode.window.onDidChangeActiveTextEditor(update),
    command("forgather.pickConfiguration", (argument) => pick(argument, server)),
  );
}

function show(item: vscode.StatusBarItem, status: Status | undefined): void {
  void vscode.commands.executeCommand("setContext", "forgather.isUsed", status !== undefined);
  const configuration = status?.configuration ?? null;
  if (status === undefined || configuration === null) {
    item.hide();
    return;
  }
  const faults = [
    ...(status.errors > 0 ? [`$(error) ${status.errors}`] : []),
    ...(status.warnings > 0 ? [`$(warning) ${status.warnings}`] : []),
  ];
  const session = status.session === "busy" || status.session === "starting" ? ["$(sync~spin)"] : [];
  item.text = ["$(symbol-structure)", configuration.name, ...faults, ...session].join(" ");
  const tooltip = new vscode.MarkdownString(undefined, true);
  tooltip.appendMarkdown(`**${configuration.project.name}** is seen through \`${configuration.name}\``);
  if (configuration.default) tooltip.appendMarkdown(", its default configuration");
  tooltip.appendMarkdown(`  \n${count(status.errors, "error")}, ${count(status.warnings, "warning")}  \n`);
  tooltip.appendMarkdown(`Python session: ${SESSIONS[status.session]}`);
  item.tooltip = tooltip;
  item.accessibilityInformation = {
    label: `Forgather configuration ${configuration.name} of ${configuration.project.name}, ${count(status.errors, "error")}, ${count(status.warnings, "warning")}`,
    role: "button",
  };
  item.show();
}

const SESSIONS: Record<Status["session"], string> = { none: "not started", starting: "starting", ready: "ready", busy: "busy" };

function count(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${number} ${what}s`;
}

type Row = vscode.QuickPickItem & { configuration?: ListedConfiguration };

async function pick(argument: unknown, server: Server): Promise<void> {
  const about = subject(argument, server);
  if (about === undefined) return;
  const all = await server.ask("forgather.listConfigurations", { uri: about.uri });
  const open: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("go-to-file"), tooltip: "Open this configuration" };
  const row = (configuration: ListedConfiguration): Row => ({
    configuration,
    label: `${configuration.active ? "$(check)" : "$(blank)"} ${configuration.name}`,
    description: [configuration.project.name, ...(configuration.default ? ["default"] : [])].join(" · "),
    buttons: [open],
  });
  const users = all.filter(({ uses }) => uses !== false);
  const others = all.filter(({ uses }) => uses === false);
  const heading = (label: string): Row => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const picker = vscode.window.createQuickPick<Row>();
  picker.title = "See the template through which configuration?";
  picker.matchOnDescription = true;
  picker.items = [
    ...(users.length === 0 ? [] : [heading("that use this template"), ...users.map(row)]),
    ...(others.length === 0 ? [] : [heading("others, opened when picked"), ...others.map(row)]),
  ];
  picker.activeItems = picker.items.filter(({ configuration }) => configuration?.active);
  picker.onDidTriggerItemButton(({ item }) => {
    picker.hide();
    if (item.configuration !== undefined) void openConfiguration(item.configuration);
  });
  picker.onDidAccept(() => {
    const configuration = picker.selectedItems[0]?.configuration;
    picker.hide();
    if (configuration === undefined) return;
    if (configuration.uses === false) void openConfiguration(configuration);
    else void server.ask("forgather.selectConfiguration", { uri: about.uri, config: configuration.name });
  });
  picker.onDidHide(() => {
    picker.dispose();
  });
  picker.show();
}

async function openConfiguration({ uri }: ListedConfiguration): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.parse(uri, true), { viewColumn: templateColumn() });
}
