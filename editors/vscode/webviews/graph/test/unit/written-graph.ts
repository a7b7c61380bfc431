// Small node graphs for tests, in the server's format.

import type { Graph, GraphNode, Id, Target } from '../../src/graph-json.js';

type Unplaced<N> = N extends GraphNode ? Omit<N, 'id' | 'span'> : never;

/** A node by its id, or a literal: a string, null, or a list. */
type Value = Id | string | null | Value[];

export class WrittenGraph {
  private readonly nodes: GraphNode[] = [];
  private readonly anchors: { name: string; node: Id }[] = [];

  call(
    type: 'singleton' | 'factory' | 'partial' | 'meta',
    constructor: string,
    given: { name?: string; args?: Value[]; kwargs?: Record<string, Value>; latent_args?: Value } = {},
  ): Id {
    const { args = [], kwargs = {}, latent_args, ...rest } = given;
    return this.push({
      type,
      constructor,
      args: args.map((value) => this.id(value)),
      kwargs: Object.entries(kwargs).map(([key, value]): [Id, Id] => [this.id(key), this.id(value)]),
      ...(latent_args === undefined ? {} : { latent_args: this.id(latent_args) }),
      ...rest,
    });
  }

  variable(name: string, fallback?: Value): Id {
    return this.push({ type: 'var', name, ...(fallback === undefined ? {} : { default: this.id(fallback) }) });
  }

  list(...items: Value[]): Id {
    return this.push({ type: 'list', items: items.map((item) => this.id(item)) });
  }

  dict(entries: Record<string, Value>): Id {
    return this.push({
      type: 'dict',
      entries: Object.entries(entries).map(([key, value]): [Id, Id] => [this.id(key), this.id(value)]),
    });
  }

  broken(): Id {
    return this.push({ type: 'invalid' });
  }

  anchor(name: string, node: Id): Id {
    this.anchors.push({ name, node });
    return node;
  }

  /** The whole, with these targets and, behind them, definitions. */
  of(targets: Record<string, Value>, hidden: [string, Id][] = []): Graph {
    const root = this.dict(targets);
    const entries = (this.nodes.at(-1) as Extract<GraphNode, { type: 'dict' }>).entries;
    return {
      version: 1,
      root,
      targets: Object.keys(targets).map((name, index): Target => ({ name, node: entries[index]?.[1] ?? -1 })),
      hidden: hidden.map(([name, node]) => ({ name, node })),
      anchors: this.anchors,
      nodes: this.nodes,
    };
  }

  private id(value: Value): Id {
    if (typeof value === 'number') {
      return value;
    }
    if (Array.isArray(value)) {
      return this.list(...value);
    }
    return value === null ? this.push({ type: 'null' }) : this.push({ type: 'str', value });
  }

  private push(node: Unplaced<GraphNode>): Id {
    const id = this.nodes.length;
    this.nodes.push({ id, span: [id, id], ...node });
    return id;
  }
}
