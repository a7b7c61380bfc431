// The node graph as the server prints it. The format is described in docs/graph-json.md.

export interface Origin {
  file: string;
  line: number;
  column: number;
  kind: 'text' | 'expression';
}

export type Id = number;
type Span = [number, number];

interface NodeBase {
  id: Id;
  span: Span;
  anchor_span?: Span;
  origin?: Origin;
}

export interface ScalarNode extends NodeBase {
  type: 'bool' | 'int' | 'float' | 'str';
  value: string | boolean;
}

export interface NullNode extends NodeBase {
  type: 'null' | 'invalid';
}

export interface SequenceNode extends NodeBase {
  type: 'list' | 'tuple';
  items: Id[];
}

export interface DictNode extends NodeBase {
  type: 'dict';
  entries: [Id, Id][];
}

export interface CallNode extends NodeBase {
  type: 'singleton' | 'factory' | 'partial' | 'meta';
  constructor: string;
  name?: string;
  args: Id[];
  kwargs: [Id, Id][];
  submodule_searchpath?: Id;
  latent_args?: Id;
}

export interface VariableNode extends NodeBase {
  type: 'var';
  name: string;
  default?: Id;
}

export interface UnsupportedNode extends NodeBase {
  type: 'unsupported';
  python_type: string;
  repr: string;
}

export type GraphNode =
  | ScalarNode
  | NullNode
  | SequenceNode
  | DictNode
  | CallNode
  | VariableNode
  | UnsupportedNode;

export interface Target {
  name: string;
  node: Id;
  origin?: Origin;
}

export interface Graph {
  version: 1;
  root: Id;
  targets: Target[] | null;
  hidden: Target[];
  anchors: { name: string; node: Id | null }[];
  nodes: GraphNode[];
}

/** The graph in what was sent, or an error that tells the user why there is none. */
export function readGraph(sent: unknown): Graph {
  if (typeof sent !== 'object' || sent === null || !('version' in sent)) {
    throw new Error('what the server sent is not a node graph; does the server fit this extension?');
  }
  if (sent.version !== 1) {
    throw new Error(
      `the server describes node graphs in version ${String(sent.version)}, this view reads version 1: update the extension`,
    );
  }
  return sent as unknown as Graph;
}

export function isCall(node: GraphNode): node is CallNode {
  return (
    node.type === 'singleton' || node.type === 'factory' || node.type === 'partial' || node.type === 'meta'
  );
}

export function isContainer(node: GraphNode): node is SequenceNode | DictNode {
  return node.type === 'list' || node.type === 'tuple' || node.type === 'dict';
}

/** All that a node leads to, in the order in which it is written. */
export function usesOf(node: GraphNode): Id[] {
  if (isCall(node)) {
    return [
      ...node.args,
      ...node.kwargs.flat(),
      ...[node.submodule_searchpath, node.latent_args].filter((id) => id !== undefined),
    ];
  }
  switch (node.type) {
    case 'list':
    case 'tuple':
      return node.items;
    case 'dict':
      return node.entries.flat();
    case 'var':
      return node.default === undefined ? [] : [node.default];
    default:
      return [];
  }
}
