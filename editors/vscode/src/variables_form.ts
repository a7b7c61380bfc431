/** A form for the variables of a target: a list to pick from, and a box for each value. */
import * as vscode from "vscode";
import { openPlace } from "./places.ts";
import type { Variable } from "./protocol.ts";
import { type ReadYaml, type Written, fault, unanswered } from "./variables.ts";

interface Row extends vscode.QuickPickItem {
  variable?: Variable;
}

const TO_TEXT: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("go-to-file"), tooltip: "Go to the template text that asks for it" };
const TO_DEFAULT: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("discard"), tooltip: "Take the default" };

/** Lets the user fill in the variables; undefined if that is called off. */
export async function fillIn(target: string, variables: Variable[], before: Written, readYaml: ReadYaml): Promise<Written | undefined> {
  let written = before;
  let at: string | undefined;
  for (;;) {
    const chosen = await choose(target, variables, written, at);
    if (chosen === undefined) return undefined;
    if ("reset" in chosen) {
      written = Object.fromEntries(Object.entries(written).filter(([name]) => name !== chosen.reset.name));
      at = chosen.reset.name;
      continue;
    }
    const missing = chosen.variable ?? unanswered(variables, written)[0];
    if (missing === undefined) return written;
    const text = await ask(missing, written[missing.name], readYaml);
    if (text !== undefined) written = { ...written, [missing.name]: text };
    at = undefined;
  }
}

/** The variable to fill in next, or none if all are; or one that shall have its default. */
async function choose(
  target: string,
  variables: Variable[],
  written: Written,
  at: string | undefined,
): Promise<{ variable: Variable | undefined } | { reset: Variable } | undefined> {
  const pick = vscode.window.createQuickPick<Row>();
  const missing = unanswered(variables, written);
  pick.title = `Variables of ${target}`;
  pick.placeholder = "Pick a variable to change its value";
  pick.matchOnDescription = true;
  pick.items = [
    { label: `$(play) Materialize ${target}`, description: missing.length === 0 ? "with these values" : `asks for ${missing.map(({ name }) => name).join(", ")}`, alwaysShow: true },
    { label: "variables", kind: vscode.QuickPickItemKind.Separator },
    ...variables.map((variable): Row => {
      const text = written[variable.name];
      return {
        variable,
        label: `${variable.name} = ${text ?? variable.default ?? "…"}`,
        description: text !== undefined ? `default: ${variable.default ?? "none"}` : variable.default === null ? "needs a value" : "default",
        buttons: [...(text === undefined || variable.default === null ? [] : [TO_DEFAULT]), ...(variable.location === null ? [] : [TO_TEXT])],
      };
    }),
  ];
  // Enter leads on: to what is missing, else to the end; after a default was taken, that row stays.
  const next = missing[0]?.name ?? at;
  pick.activeItems = pick.items.filter((row) => row.variable?.name === next && row.kind === undefined).slice(0, 1);
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() => {
        const [row] = pick.selectedItems;
        if (row !== undefined) resolve({ variable: row.variable });
      });
      pick.onDidTriggerItemButton(({ item, button }) => {
        if (item.variable === undefined) return;
        if (button === TO_DEFAULT) {
          resolve({ reset: item.variable });
        } else {
          if (item.variable.location !== null) void openPlace(item.variable.location);
          resolve(undefined);
        }
      });
      pick.onDidHide(() => {
        resolve(undefined);
      });
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

async function ask(variable: Variable, text: string | undefined, readYaml: ReadYaml): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: variable.name,
    prompt: variable.default === null ? "YAML; there is no default" : `YAML; the default is ${variable.default}`,
    value: text ?? variable.default ?? "",
    validateInput: (value) => fault(value, readYaml),
  });
}
