// What the page and the extension send to each other. The extension imports these types.

import type { Origin } from './graph-json.js';

/** The graph to draw. Sent again whenever it changes: pan, zoom, collapsed nodes and the selection are kept. */
export interface GraphMessage {
  type: 'graph';
  /** The JSON of `forgather.showGraph` with `format: "json"`, parsed. */
  graph: unknown;
  /** What is drawn: the configuration's name. Under another title, all begins anew. */
  title: string;
  /** A target to select and to bring into sight. */
  targetToFocus?: string;
  /** The configuration is broken at the moment, and this is its last graph. */
  stale?: boolean;
}

/** There is no graph to draw. */
export interface ProblemMessage {
  type: 'problem';
  title: string;
  /** What is wrong, and what to do. */
  message: string;
}

export type ToPage = GraphMessage | ProblemMessage;

/** The page listens. */
export interface ReadyMessage {
  type: 'ready';
}

/** Show template text. */
export interface OpenMessage {
  type: 'open';
  /** As in the graph: the absolute path, line and column from 1, columns in characters. */
  location: Origin;
  /** The text is shown beside the graph, which keeps the keyboard: a click. Otherwise, go there. */
  preserveFocus: boolean;
}

/** Save this drawing. */
export interface ExportSvgMessage {
  type: 'exportSvg';
  svg: string;
  title: string;
}

export type FromPage = ReadyMessage | OpenMessage | ExportSvgMessage;
