/** Values of a target's variables: as they are written, remembered, and given to the server. */
import type { Variable } from "./protocol.ts";

/** What the user has written, by the variable's name. What is not written has its default. */
export type Written = Record<string, string>;

/** The values to construct with, or what is wrong with what was written. */
export type Values = { values: Record<string, unknown> } | { wrong: string };

/** Reads YAML 1.1, as the configuration itself would. */
export type ReadYaml = (text: string) => unknown;

/** The variables that have neither a value nor a default. */
export function unanswered(variables: Variable[], written: Written): Variable[] {
  return variables.filter((variable) => variable.default === null && written[variable.name] === undefined);
}

/** What was written of variables that the target has. */
export function known(variables: Variable[], written: Written): Written {
  const names = new Set(variables.map((variable) => variable.name));
  return Object.fromEntries(Object.entries(written).filter(([name]) => names.has(name)));
}

export function values(written: Written, read: ReadYaml): Values {
  const found: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(written)) {
    const wrong = fault(text, read);
    if (wrong !== undefined) return { wrong: `\`${name}\`: ${wrong}` };
    found[name] = read(text);
  }
  return { values: found };
}

/** Why a text is no value, if it is none. */
export function fault(text: string, read: ReadYaml): string | undefined {
  let value: unknown;
  try {
    value = read(text);
  } catch (error) {
    return error instanceof Error ? (error.message.split("\n")[0] ?? "this is not YAML") : "this is not YAML";
  }
  return isPlain(value) ? undefined : "a value is a number that is finite, a text, true, false, null, or a list or mapping of these";
}

function isPlain(value: unknown): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isPlain);
  return typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain);
}
