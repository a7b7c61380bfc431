/** Which program is the server, and what to say if it is not there or does not start. */
import * as path from "node:path";

export interface Surroundings {
  /** The setting `forgather.server.path`. */
  setting: string;
  extensionPath: string;
  home: string;
  /** The first workspace folder. */
  workspace: string | undefined;
  platform: string;
  architecture: string;
  /** `PATH`, in parts. */
  searchPath: string[];
  isFile: (file: string) => boolean;
}

export type Binary = { command: string; from: "setting" | "extension" | "path" } | { missing: string };

export function findBinary(around: Surroundings): Binary {
  const name = around.platform === "win32" ? "forgather-ls.exe" : "forgather-ls";
  if (around.setting !== "") {
    const home = around.setting.replace(/^~(?=$|[/\\])/, () => around.home);
    const command = path.resolve(around.workspace ?? around.home, home);
    if (around.isFile(command)) return { command, from: "setting" };
    return { missing: `\`${command}\`, which the setting \`forgather.server.path\` names, is not a file` };
  }
  const bundled = path.join(around.extensionPath, "server", name);
  if (around.isFile(bundled)) return { command: bundled, from: "extension" };
  for (const folder of around.searchPath) {
    if (!path.isAbsolute(folder)) continue;
    const command = path.join(folder, name);
    if (around.isFile(command)) return { command, from: "path" };
  }
  return {
    missing:
      `this build of the extension has no language server for ${around.platform}-${around.architecture}, and \`PATH\` has none; ` +
      "install `forgather-ls` (`cargo install --path server/lsp` in a clone of its repository), or say where it is by `forgather.server.path`",
  };
}

/** What a program that did not start, or ended at once, is to be blamed for. */
export function failure(binary: { command: string; from: string }, reason: string, lastWords: string[]): string {
  const where =
    binary.from === "setting"
      ? ` (the setting \`forgather.server.path\`)`
      : binary.from === "path"
        ? " (found in `PATH`)"
        : "";
  const said = lastWords.filter((line) => line.trim() !== "").slice(-3).join(" ");
  return `the language server \`${binary.command}\`${where} did not start: ${reason}${hint(reason, said)}${said === "" ? "" : `; it said: ${said}`}`;
}

function hint(reason: string, said: string): string {
  if (reason.includes("EACCES")) return "; it may not be executed: `chmod +x` lets it";
  if (reason.includes("ENOEXEC") || said.includes("Exec format error")) return "; it was built for another kind of machine";
  if (said.includes("GLIBC")) return "; the C library of this machine is older than the one it was built for: build it here";
  return "";
}
