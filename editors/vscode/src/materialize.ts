/** Constructing targets in the user's Python: chosen, filled in, run, called off, shown. */
import * as vscode from "vscode";
import { command } from "./command.ts";
import { asRange } from "./places.ts";
import type { About, Construction, Target } from "./protocol.ts";
import { ResultPanel } from "./result_panel.ts";
import type { Server } from "./server.ts";
import { subject } from "./subject.ts";
import { type Written, known, unanswered, values } from "./variables.ts";
import { fillIn } from "./variables_form.ts";

/** A construction that can be asked for again. */
interface Asked {
  about: About;
  config: string;
  /** What tells the configuration from all others, to remember by. */
  id: string;
  target: Target;
}

/** Whether the user is asked for the values of variables: where one is missing, or always. */
type Form = "if needed" | "always";

export function registerMaterialize(context: vscode.ExtensionContext, server: Server): Materializer {
  const materializer = new Materializer(context, server);
  context.subscriptions.push(
    materializer,
    command("forgather.materializeMain", (argument) => materializer.main(argument)),
    command("forgather.materializeTarget", (argument) => materializer.choose(argument)),
    command("forgather.materializeAgain", () => materializer.again("if needed")),
    command("forgather.materializeOtherwise", () => materializer.again("always")),
    command("forgather.restartPython", async () => {
      const { restarted } = await server.ask("forgather.restartSession", {});
      const what = restarted === 0 ? "no Python session runs; the next construction starts one." : "the Python session has ended; the next construction starts a new one, which reads modules anew.";
      void vscode.window.showInformationMessage(`Forgather: ${what}`);
    }),
  );
  return materializer;
}

export class Materializer implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #server: Server;
  readonly #panel: ResultPanel;
  readonly #blamed = vscode.languages.createDiagnosticCollection("forgather materialize");
  readonly #listener: vscode.Disposable;
  #last: Asked | undefined;

  constructor(context: vscode.ExtensionContext, server: Server) {
    this.#context = context;
    this.#server = server;
    this.#panel = new ResultPanel(context.extensionUri);
    this.#listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      // What failed is not what is written now.
      if (contentChanges.length > 0) this.#blamed.delete(document.uri);
    });
  }

  dispose(): void {
    this.#listener.dispose();
    this.#blamed.dispose();
    this.#panel.dispose();
  }

  /** Constructs the target that is named, or `main`. */
  async main(argument: unknown): Promise<void> {
    const about = this.#about(argument);
    if (about === undefined) return;
    const name = about.target ?? "main";
    const targets = await this.#server.ask("forgather.listTargets", scope(about));
    const target = targets.find((known) => known.name === name);
    if (target !== undefined) {
      await this.#construct(await this.#asked(about, target), "if needed");
    } else if (targets.length === 0) {
      // A root that is not a mapping, or a configuration with errors: the server knows what to say.
      const whole = { name, description: "", location: null, variables: [] };
      await this.#construct(await this.#asked(about, whole), "if needed");
    } else {
      void vscode.window.showInformationMessage(`Forgather: there is no target \`${name}\`; choose another.`);
      await this.#chooseOf(about, targets);
    }
  }

  /** Lets the user choose a target, fills in its variables, and constructs it. */
  async choose(argument: unknown): Promise<void> {
    const about = this.#about(argument);
    if (about === undefined) return;
    await this.#chooseOf(about, await this.#server.ask("forgather.listTargets", scope(about)));
  }

  /** Constructs what was constructed last. */
  async again(form: Form): Promise<void> {
    const last = this.#last;
    if (last !== undefined && isTrusted()) await this.#construct(last, form);
  }

  #about(argument: unknown): (About & { target?: string }) | undefined {
    return isTrusted() ? subject(argument, this.#server) : undefined;
  }

  async #chooseOf(about: About, targets: Target[]): Promise<void> {
    const target = await pickTarget(targets, "Materialize which target?");
    if (target !== undefined) await this.#construct(await this.#asked(about, target), "always");
  }

  async #asked(about: About, target: Target): Promise<Asked> {
    const all = await this.#server.ask("forgather.listConfigurations", { uri: about.uri });
    const configuration = all.find(({ name, active }) => (about.config === undefined ? active : name === about.config));
    const config = configuration?.name ?? about.config;
    return {
      about: { uri: about.uri, ...(config === undefined ? {} : { config }) },
      config: config ?? "the configuration",
      id: configuration?.uri ?? about.uri,
      target,
    };
  }

  async #construct(asked: Asked, form: Form): Promise<void> {
    const variables = await this.#variables(asked, form);
    if (variables === undefined) return;
    const { readYaml } = await import("./yaml.ts");
    const given = values(variables, readYaml);
    if ("wrong" in given) throw new Error(given.wrong);
    this.#last = asked;
    void vscode.commands.executeCommand("setContext", "forgather.hasMaterialized", true);
    const construction = await this.#run(asked, given.values);
    if (construction === undefined) return;
    this.#blame(construction);
    this.#panel.show({
      target: asked.target.name,
      config: asked.config,
      variables,
      hasVariables: asked.target.variables.length > 0,
      construction,
    });
  }

  /** What is written of the target's variables, asked for where that is due, and remembered; undefined if it is called off. */
  async #variables({ id, target }: Asked, form: Form): Promise<Written | undefined> {
    const key = `variables ${id} ${target.name}`;
    const remembered = known(target.variables, this.#context.workspaceState.get<Written>(key, {}));
    const isAsked = target.variables.length > 0 && (form === "always" || unanswered(target.variables, remembered).length > 0);
    if (!isAsked) return remembered;
    const { readYaml } = await import("./yaml.ts");
    const written = await fillIn(target.name, target.variables, remembered, readYaml);
    if (written !== undefined) await this.#context.workspaceState.update(key, written);
    return written;
  }

  async #run(asked: Asked, vars: Record<string, unknown>): Promise<Construction | undefined> {
    const times = vscode.workspace.getConfiguration("forgather").get("materialize.times", true);
    const argument = { ...asked.about, target: asked.target.name, vars, times };
    const title = `Materializing \`${asked.target.name}\` of ${asked.config}`;
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (progress, cancel) => {
        let done = 0;
        try {
          return await this.#server.askPatiently("forgather.materialize", argument, cancel, ({ message, percentage }) => {
            const now = Math.max(done, percentage ?? done);
            progress.report({ message: message ?? "", increment: now - done });
            done = now;
          });
        } catch (error) {
          if (cancel.isCancellationRequested) return undefined;
          throw error;
        }
      },
    );
  }

  /** Underlines the template text of the call that failed. */
  #blame(construction: Construction): void {
    this.#blamed.clear();
    if (construction.ok || construction.error.location === null) return;
    const { type, message, location, relatedInformation } = construction.error;
    const diagnostic = new vscode.Diagnostic(asRange(location.range), `${type} when it was constructed: ${message}`);
    diagnostic.source = "forgather";
    diagnostic.relatedInformation = relatedInformation.map(
      (related) =>
        new vscode.DiagnosticRelatedInformation(
          new vscode.Location(vscode.Uri.parse(related.location.uri), asRange(related.location.range)),
          related.message,
        ),
    );
    this.#blamed.set(vscode.Uri.parse(location.uri), [diagnostic]);
  }
}

/** Whether Python may run; if not, the user is told. */
function isTrusted(): boolean {
  if (vscode.workspace.isTrusted) return true;
  const manage = "Manage Workspace Trust";
  const message = "Forgather: this workspace is not trusted, and constructing a target runs its Python.";
  void vscode.window.showWarningMessage(message, manage).then((chosen) => {
    if (chosen === manage) void vscode.commands.executeCommand("workbench.trust.manage");
  });
  return false;
}

function scope({ uri, config }: About): About {
  return config === undefined ? { uri } : { uri, config };
}

/** Lets the user choose one of the targets. */
export async function pickTarget(targets: Target[], title: string): Promise<Target | undefined> {
  if (targets.length === 0) throw new Error("there are no targets: the configuration has errors, or its root is not a mapping");
  const rows = targets.map((target) => ({
    target,
    label: target.name,
    description: target.description,
    ...(target.variables.length === 0 ? {} : { detail: `variables: ${target.variables.map(({ name }) => name).join(", ")}` }),
  }));
  const row = await vscode.window.showQuickPick(rows, { title, matchOnDescription: true, matchOnDetail: true });
  return row?.target;
}
