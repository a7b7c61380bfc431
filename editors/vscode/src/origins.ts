/** What can be read from where the lines of a preview come from. Lines count from 0. */
import type { Origin } from "./protocol.ts";

/** Lines in a row that come from the same template. */
export interface Run {
  template: string;
  first: number;
  last: number;
}

/** The runs of lines that are inherited. A blank line between two lines of a run belongs to it. */
export function inheritedRuns(origins: Origin[]): Run[] {
  const runs: Run[] = [];
  let open: Run | undefined;
  for (const { line, template, inherited } of origins) {
    if (!inherited) {
      open = undefined;
    } else if (open?.template === template) {
      open.last = line;
    } else {
      open = { template, first: line, last: line };
      runs.push(open);
    }
  }
  return runs;
}

/** Templates, each with the number of its colour: in the order in which they appear. */
export function colours(runs: Run[], count: number): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const { template } of runs) {
    if (!numbers.has(template)) numbers.set(template, numbers.size % count);
  }
  return numbers;
}

/** Where the text of a line comes from. */
export function originOf(origins: Origin[], line: number): Origin | undefined {
  return origins.find((origin) => origin.line === line);
}

/** The lines that a file contributes; of a file that is split, the templates that some given lines come from. */
export function linesOfTemplate(origins: Origin[], uri: string, at: number[]): number[] {
  const own = origins.filter((origin) => origin.uri === uri);
  const templates = new Set(own.filter((origin) => at.includes(origin.line)).map((origin) => origin.template));
  const chosen = templates.size === 0 ? own : own.filter((origin) => templates.has(origin.template));
  return chosen.map((origin) => origin.line);
}

/** Which line of the preview belongs at the top when a line of a file is: what comes from there, or next after it. */
export function previewLine(origins: Origin[], uri: string, top: number): number | undefined {
  if (top === 0) return 0;
  let best: Origin | undefined;
  for (const origin of origins) {
    if (origin.uri !== uri || origin.range.end.line < top) continue;
    if (best === undefined || origin.range.start.line < best.range.start.line) best = origin;
  }
  return best?.line;
}

/** Which line of a file belongs at the top when some lines of the preview are on screen: the first that it contributes to them. */
export function sourceLine(origins: Origin[], uri: string, top: number, bottom: number): number | undefined {
  if (top === 0) return 0;
  const first = origins.find((origin) => origin.uri === uri && origin.line >= top && origin.line <= bottom);
  return first?.range.start.line;
}

/** The first and last of lines in a row. */
export function rows(lines: number[]): [number, number][] {
  const sorted = [...new Set(lines)].sort((a, b) => a - b);
  const found: [number, number][] = [];
  for (const line of sorted) {
    const last = found.at(-1);
    if (last !== undefined && last[1] + 1 >= line) last[1] = line;
    else found.push([line, line]);
  }
  return found;
}
