// From the node graph to what is drawn of it. A card is a node with a box of its own: all that calls, what is shared,
// and the root. Literals, variables that are used once, and lists and mappings in between are rows of the card they
// belong to, and an edge begins at the row that it is the value of.

import {
  isCall,
  isContainer,
  usesOf,
  type CallNode,
  type Graph,
  type GraphNode,
  type Id,
  type Origin,
  type Target,
} from './graph-json.js';
import { keyText, literalText, nodesById, type Nodes } from './literal.js';

export type Kind =
  | 'configuration'
  | 'singleton'
  | 'factory'
  | 'partial'
  | 'meta'
  | 'variable'
  | 'list'
  | 'tuple'
  | 'dict';

export type Role = 'target' | 'hidden' | 'positional' | 'keyword' | 'setting' | 'default' | 'item' | 'key';
export type ValueKind = 'string' | 'number' | 'keyword' | 'container' | 'variable' | 'problem' | 'reference';

export interface Row {
  /** The argument's, target's or entry's name, or the number of a positional one. */
  label: string;
  role: Role;
  /** The rows of a list or mapping stand below its own, by one deeper. */
  depth: number;
  /** From the card to here, as Python would write it: `callbacks[0]`. */
  path: string;
  value: string;
  valueKind: ValueKind;
  /** Where the argument is written, and not the node behind an alias. */
  origin: Origin | undefined;
  /** What the row leads to, if that is a card. */
  card: Card | undefined;
}

export interface Use {
  by: Card;
  row: Row;
}

export interface Card {
  /** Says that two cards of successive graphs are the same node: its name, its anchor, or the way to it. */
  key: string;
  /** The first way to it from the root. */
  path: string;
  id: Id;
  kind: Kind;
  /** The constructor's symbol, or the variable's name. */
  title: string;
  /** The constructor's module or file, short. */
  module: string;
  /** The whole constructor, as the graph has it. */
  spec: string;
  name: string | undefined;
  anchor: string | undefined;
  /** Of a variable with a literal default: that. */
  fallback: string | undefined;
  origin: Origin | undefined;
  rows: Row[];
  usedBy: Use[];
}

export interface Cards {
  /** In the order of the text, callers first. The first is the root. */
  all: [Card, ...Card[]];
  byKey: ReadonlyMap<string, Card>;
  /** Cards by the name of the target that they are. */
  targets: ReadonlyMap<string, Card>;
  /** Rows whose value may not be there or could not be read. */
  problems: Use[];
}

/** A list or mapping with more entries than this gets a card of its own, so that no card becomes a page. */
const MAX_NESTED = 10;

/** The places that a node is shared by. That it is a target as well does not count, unless nothing else uses it. */
export function uses(card: Card): Use[] {
  const others = card.usedBy.filter(({ row }) => row.role !== 'target' && row.role !== 'hidden');
  return others.length > 0 ? others : card.usedBy;
}

export function isShared(card: Card): boolean {
  return uses(card).length > 1;
}

/** The names under which a card can be constructed. */
export function targetNames(card: Card): string[] {
  return card.usedBy.flatMap(({ by, row }) =>
    by.kind === 'configuration' && row.role === 'target' ? [row.label] : [],
  );
}

/** `torch.nn:Linear` and `path/to/file.py:Class.method`, as the words by which one knows them. */
export function shortConstructor(spec: string): { title: string; module: string } {
  const colon = spec.lastIndexOf(':');
  if (colon > 0) {
    const from = spec.slice(0, colon);
    return { title: spec.slice(colon + 1), module: from.slice(from.lastIndexOf('/') + 1) };
  }
  // A builtin, `dict` or `str.join`; what has more dots than that is most likely a symbol with its module.
  const dot = spec.lastIndexOf('.');
  return spec.indexOf('.') < dot
    ? { title: spec.slice(dot + 1), module: spec.slice(0, dot) }
    : { title: spec, module: '' };
}

/** The title is the configuration's name. */
export function cardsOf(graph: Graph, title = 'configuration'): Cards {
  return new Drawing(graph, title).draw();
}

/** What is the same node in two successive graphs although its key is not, as when it was given a name: by its path. */
export function renamedKeys(before: Cards, after: Cards): Map<string, string> {
  const byPath = new Map(after.all.map((card) => [card.path, card]));
  const renamed = new Map<string, string>();
  for (const card of before.all) {
    const now = byPath.get(card.path);
    if (!after.byKey.has(card.key) && now !== undefined && !before.byKey.has(now.key)) {
      renamed.set(card.key, now.key);
    }
  }
  return renamed;
}

const NAMED_CONTAINERS: Record<string, 'list' | 'tuple' | 'dict'> = {
  named_list: 'list',
  named_tuple: 'tuple',
  named_dict: 'dict',
};

class Drawing {
  private readonly nodes: Nodes;
  private readonly anchors = new Map<Id, string>();
  private readonly timesUsed = new Map<Id, number>();
  private readonly leads = new Map<Id, boolean>();
  private readonly keys = new Set<string>();
  private readonly cards = new Map<Id, Card>();
  private readonly targetIds: ReadonlySet<Id>;
  private readonly problems: Use[] = [];
  private readonly unused: Target[] = [];

  constructor(
    private readonly graph: Graph,
    private readonly title: string,
  ) {
    this.nodes = nodesById(graph);
    this.targetIds = new Set(graph.targets?.map((target) => target.node));
    for (const anchor of graph.anchors) {
      if (anchor.node !== null) {
        this.anchors.set(anchor.node, anchor.name);
      }
    }
    this.countUses(graph.root);
    // What is defined and not used is still there to be looked at. Later definitions use earlier ones.
    for (const hidden of graph.targets === null ? [] : graph.hidden.toReversed()) {
      if (!this.timesUsed.has(hidden.node)) {
        this.unused.unshift(hidden);
        this.countUses(hidden.node);
      }
    }
  }

  draw(): Cards {
    const root = this.card(this.graph.root, 'root', '');
    this.unused.forEach(({ name, node, origin }, index) => {
      const path = index === 0 ? name : `${name}[${String(index)}]`;
      this.row(root, { label: name, role: 'hidden', depth: 0, path, id: node, origin });
    });
    const all = [...this.cards.values()];
    const targets = new Map<string, Card>();
    for (const row of root.rows) {
      if (row.role === 'target') {
        targets.set(row.label, row.card ?? root);
      }
    }
    return {
      all: [root, ...all.slice(1)],
      byKey: new Map(all.map((card) => [card.key, card])),
      targets,
      problems: this.problems,
    };
  }

  private node(id: Id): GraphNode {
    return this.nodes.get(id) ?? { id, type: 'invalid', span: [0, 0] };
  }

  // Keys are not counted: a key that stands in two mappings is not said to be shared.
  private countUses(id: Id): void {
    const times = this.timesUsed.get(id) ?? 0;
    this.timesUsed.set(id, times + 1);
    if (times === 0) {
      valuesOf(this.node(id)).forEach((value) => {
        this.countUses(value);
      });
    }
  }

  private shared(id: Id): boolean {
    return (this.timesUsed.get(id) ?? 0) > 1;
  }

  private isCard(id: Id): boolean {
    const node = this.node(id);
    if (id === this.graph.root || isCall(node)) {
      return true;
    }
    if (node.type === 'var') {
      return this.shared(id) || this.leadsToCard(id);
    }
    if (!isContainer(node)) {
      return false;
    }
    const length = node.type === 'dict' ? node.entries.length : node.items.length;
    return this.shared(id) || (this.leadsToCard(id) && (this.targetIds.has(id) || length > MAX_NESTED));
  }

  private leadsToCard(id: Id): boolean {
    const known = this.leads.get(id);
    if (known !== undefined) {
      return known;
    }
    this.leads.set(id, false);
    const leads = usesOf(this.node(id)).some((used) => this.isCard(used) || this.leadsToCard(used));
    this.leads.set(id, leads);
    return leads;
  }

  private card(id: Id, key: string, path: string): Card {
    const known = this.cards.get(id);
    if (known !== undefined) {
      return known;
    }
    const node = this.node(id);
    const name = isCall(node) ? node.name : undefined;
    const anchor = this.anchors.get(id);
    const given = name !== undefined ? `@${name}` : anchor !== undefined ? `&${anchor}` : key;
    const card: Card = {
      key: this.keys.has(given) ? key : given,
      path,
      id,
      ...this.heading(node),
      name,
      anchor,
      fallback: undefined,
      origin: node.origin,
      rows: [],
      usedBy: [],
    };
    this.cards.set(id, card);
    this.keys.add(card.key);
    this.rows(card, node);
    return card;
  }

  private heading(node: GraphNode): Pick<Card, 'kind' | 'title' | 'module' | 'spec'> {
    if (isCall(node)) {
      const container = NAMED_CONTAINERS[node.constructor];
      const short =
        container === undefined ? shortConstructor(node.constructor) : { title: container, module: '' };
      return { kind: node.type, spec: node.constructor, ...short };
    }
    if (node.type === 'var') {
      return { kind: 'variable', title: node.name, module: '', spec: node.name };
    }
    if (node.id === this.graph.root && this.graph.targets !== null) {
      return { kind: 'configuration', title: this.title, module: '', spec: '' };
    }
    const kind = isContainer(node) ? node.type : 'list';
    return { kind, title: isContainer(node) ? sizeOf(node) : literalText(this.nodes, node.id), module: '', spec: '' };
  }

  private rows(card: Card, node: GraphNode): void {
    if (isCall(node)) {
      this.callRows(card, node);
    } else if (node.type === 'var' && node.default !== undefined) {
      if (this.leadsToCard(node.id)) {
        this.row(card, { label: 'default', role: 'default', depth: 0, path: 'default', id: node.default });
      } else {
        card.fallback = literalText(this.nodes, node.default);
      }
    } else if (isContainer(node)) {
      this.containerRows(card, node, '', 0, card.kind === 'configuration' ? 'target' : 'item');
    } else if (node.type === 'invalid' || node.type === 'unsupported') {
      this.row(card, { label: 'root', role: 'item', depth: 0, path: 'root', id: node.id });
    }
  }

  private callRows(card: Card, node: CallNode): void {
    const only = node.args.length === 1 && node.kwargs.length === 0 ? node.args[0] : undefined;
    const wrapped = only === undefined ? undefined : this.node(only);
    if (
      NAMED_CONTAINERS[node.constructor] !== undefined &&
      wrapped !== undefined &&
      isContainer(wrapped) &&
      !this.isCard(wrapped.id)
    ) {
      // `!list:@name [a, b]` is a call with one list: its items are what was written.
      this.containerRows(card, wrapped, '', 0, 'item');
    } else {
      node.args.forEach((id, index) => {
        const label = String(index);
        this.row(card, { label, role: 'positional', depth: 0, path: `[${label}]`, id });
      });
      for (const [key, id] of node.kwargs) {
        const label = keyText(this.nodes, key);
        this.row(card, { label, role: 'keyword', depth: 0, path: label, id, origin: this.node(key).origin });
      }
    }
    for (const setting of ['submodule_searchpath', 'latent_args'] as const) {
      const id = node[setting];
      if (id !== undefined) {
        this.row(card, { label: setting, role: 'setting', depth: 0, path: setting, id });
      }
    }
  }

  private containerRows(
    card: Card,
    node: GraphNode,
    path: string,
    depth: number,
    role: 'target' | 'item',
  ): void {
    if (node.type === 'list' || node.type === 'tuple') {
      node.items.forEach((id, index) => {
        const label = String(index);
        this.row(card, { label, role, depth, path: `${path}[${label}]`, id });
      });
    } else if (node.type === 'dict') {
      for (const [key, id] of node.entries) {
        const label = keyText(this.nodes, key);
        const at = joined(path, label);
        if (this.isCard(key) || this.leadsToCard(key)) {
          this.row(card, { label: 'key', role: 'key', depth, path: `${at} key`, id: key });
        }
        this.row(card, { label, role, depth, path: at, id, origin: this.node(key).origin });
      }
    }
  }

  private row(
    card: Card,
    what: { label: string; role: Role; depth: number; path: string; id: Id; origin?: Origin | undefined },
  ): void {
    const { id, origin, ...rest } = what;
    const node = this.node(id);
    const row: Row = {
      ...rest,
      value: '',
      valueKind: valueKind(node),
      origin: origin ?? node.origin,
      card: undefined,
    };
    card.rows.push(row);
    if (row.valueKind === 'problem') {
      this.problems.push({ by: card, row });
    }
    if (id !== card.id && this.isCard(id)) {
      row.valueKind = 'reference';
      // A way from the nearest name: renaming what is far above leaves the key as it is.
      row.card = this.card(id, `${card.key}/${row.path}`, joined(card.path, row.path));
      row.value = row.card.title;
      row.card.usedBy.push({ by: card, row });
    } else if (isContainer(node) && this.leadsToCard(id)) {
      row.value = sizeOf(node);
      this.containerRows(card, node, row.path, row.depth + 1, 'item');
    } else if (node.type === 'var' && node.default !== undefined) {
      row.value = `${node.name} = ${literalText(this.nodes, node.default)}`;
    } else {
      row.value = literalText(this.nodes, id);
    }
  }
}

/** As `usesOf`, without keys. */
function valuesOf(node: GraphNode): Id[] {
  const keys = new Set((isCall(node) ? node.kwargs : node.type === 'dict' ? node.entries : []).map(([key]) => key));
  return keys.size === 0 ? usesOf(node) : usesOf(node).filter((id) => !keys.has(id));
}

function joined(path: string, next: string): string {
  return path === '' || next.startsWith('[') ? path + next : `${path}.${next}`;
}

function valueKind(node: GraphNode): ValueKind {
  switch (node.type) {
    case 'str':
      return 'string';
    case 'int':
    case 'float':
      return 'number';
    case 'bool':
    case 'null':
      return 'keyword';
    case 'var':
      return 'variable';
    case 'invalid':
    case 'unsupported':
      return 'problem';
    default:
      return 'container';
  }
}

function sizeOf(node: GraphNode): string {
  if (node.type === 'dict') {
    return `mapping of ${String(node.entries.length)}`;
  }
  return node.type === 'list' || node.type === 'tuple' ? `${node.type} of ${String(node.items.length)}` : '';
}
