/** YAML as PyYAML reads it. */
import { parse } from "yaml";

export function readYaml(text: string): unknown {
  return parse(text, { version: "1.1", logLevel: "error" });
}
