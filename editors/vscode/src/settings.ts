/** Which settings the server is told: only those that someone has set, so that the workspace's own file counts for the rest. */

/** What `WorkspaceConfiguration.inspect` tells of where a value is set. */
export interface Inspection {
  globalValue?: unknown;
  workspaceValue?: unknown;
  workspaceFolderValue?: unknown;
}

/** The server's settings. `trusted` is not among them: it is not for anyone to set. */
const OF_SERVER = [
  "dialect",
  "exclude",
  "rules",
  "python",
  "session.timeout",
  "inlayHints.values",
  "inlayHints.templates",
  "inlayHints.overridden",
];

/** The settings as the server takes them, nested. `effective` is the value in force; empty text is as good as none. */
export function serverSettings(
  inspect: (key: string) => Inspection | undefined,
  effective: (key: string) => unknown,
  trusted: boolean,
): Record<string, unknown> {
  const settings: Record<string, unknown> = { trusted };
  for (const key of OF_SERVER) {
    const places = inspect(key);
    const isSet = [places?.globalValue, places?.workspaceValue, places?.workspaceFolderValue].some(
      (value) => value !== undefined,
    );
    const value = effective(key);
    if (!isSet || value === "" || value === null || value === undefined) continue;
    const [section, name] = key.split(".");
    if (section === undefined) continue;
    if (name === undefined) {
      settings[section] = value;
    } else {
      const nested = (settings[section] ?? {}) as Record<string, unknown>;
      settings[section] = { ...nested, [name]: value };
    }
  }
  return settings;
}
