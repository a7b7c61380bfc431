/** What the server is asked and answers beyond the standard: `docs/protocol.md`, as types. */
import type { Location, Position, Range } from "vscode-languageserver-protocol";

export interface Configuration {
  name: string;
  uri: string;
  project: { name: string; uri: string };
  default: boolean;
}

export interface ListedConfiguration extends Configuration {
  active: boolean;
  uses?: boolean;
}

/** `forgather/status` */
export interface Status {
  uri: string;
  configuration: Configuration | null;
  errors: number;
  warnings: number;
  session: "none" | "starting" | "ready" | "busy";
}

export interface About {
  uri: string;
  config?: string | undefined;
}

export interface Preview {
  uri: string;
  text: string;
  config: string;
  stale: boolean;
  complete: boolean;
  origins: Origin[];
}

/** Where the text that a line of a preview begins with is from. */
export interface Origin {
  line: number;
  uri: string;
  range: Range;
  kind: "text" | "expression";
  template: string;
  block: string | null;
  inherited: boolean;
}

export interface Target {
  name: string;
  description: string;
  location: Location | null;
  variables: Variable[];
}

export interface Variable {
  name: string;
  /** YAML text. */
  default: string | null;
  location: Location | null;
}

export interface NodeTime {
  constructor: string;
  location: Location | null;
  calls: number;
  seconds: number;
}

export interface Frame {
  file: string;
  uri: string | null;
  /** From 1. */
  line: number;
  function: string;
  text: string | null;
}

export interface Cause {
  type: string;
  message: string;
  traceback: Frame[];
}

export interface ConstructionError extends Cause {
  note: string | null;
  location: Location | null;
  relatedInformation: { location: Location; message: string }[];
  causes: Cause[];
}

export type Construction = {
  stdout: string;
  stderr: string;
  seconds: number;
  stale: string[];
  notes: string[];
  python: string;
} & (
  | { ok: true; type: string; repr: string; truncated: boolean; times?: NodeTime[] }
  | { ok: false; error: ConstructionError }
);

export interface DocumentKind {
  kind: "configuration" | "template" | "project" | null;
  project: { name: string; uri: string } | null;
}

export interface Kin {
  name: string;
  uri: string;
  /** The name of a part of a file that is split. */
  subTemplate: string | null;
  location: Location;
}

export interface Hierarchy {
  name: string;
  uri: string;
  subTemplate: string | null;
  extends: Kin[];
  includes: Kin[];
  imports: Kin[];
  extendedBy: Kin[];
  includedBy: Kin[];
  importedBy: Kin[];
  configurations: { name: string; uri: string; project: { name: string; uri: string } }[];
}

/** The commands of the server, with what they take and give. */
export interface Commands {
  "forgather.documentKind": [{ uri: string }, DocumentKind];
  "forgather.previewExpandedConfig": [About & { origins: true }, Preview];
  "forgather.sourceAt": [About & { position: Position }, Location[]];
  "forgather.previewAt": [{ uri: string; preview: string; position: Position }, Location[]];
  "forgather.generateCode": [About & { target?: string }, { text: string }];
  "forgather.showGraph": [About & { format: "json" }, { text: string }];
  "forgather.listConfigurations": [{ uri?: string }, ListedConfiguration[]];
  "forgather.listTargets": [About, Target[]];
  "forgather.selectConfiguration": [{ uri: string; config: string }, { configuration: Configuration; uses: boolean }];
  "forgather.materialize": [
    About & { target?: string; vars?: Record<string, unknown>; times?: boolean },
    Construction,
  ];
  "forgather.restartSession": [{ uri?: string }, { restarted: number }];
  "forgather.templateHierarchy": [{ uri: string; subTemplate?: string }, Hierarchy];
}

/** What the lenses of blocks and templates carry. */
export interface ShowReferences {
  uri: string;
  position: Position;
  locations: Location[];
}
