// Values that are written out in a card's row, in the notation of YAML on one line.

import { isCall, type Graph, type GraphNode, type Id } from './graph-json.js';

export type Nodes = ReadonlyMap<Id, GraphNode>;

export function nodesById(graph: Graph): Nodes {
  return new Map(graph.nodes.map((node) => [node.id, node]));
}

/** The text of a value, up to about `limit` characters. */
export function literalText(nodes: Nodes, id: Id, limit = 200): string {
  const text = write(nodes, id, { left: limit });
  return text.length > limit ? text.slice(0, limit) + '…' : text;
}

/** The text of a mapping's key or of an argument's name: a string without quotes. */
export function keyText(nodes: Nodes, id: Id): string {
  const node = nodes.get(id);
  return node?.type === 'str' ? String(node.value) : literalText(nodes, id, 60);
}

// What has a limit stops early: a list of a million numbers is not written out for its first 200 characters.
interface Budget {
  left: number;
}

function write(nodes: Nodes, id: Id, budget: Budget): string {
  const node = nodes.get(id);
  if (node === undefined || budget.left <= 0) {
    return '…';
  }
  const text = scalarText(node);
  if (text !== undefined) {
    budget.left -= text.length;
    return text;
  }
  switch (node.type) {
    case 'list':
      return `[${writeAll(nodes, node.items, budget)}]`;
    case 'tuple':
      return `(${writeAll(nodes, node.items, budget)}${node.items.length === 1 ? ',' : ''})`;
    case 'dict': {
      const entries: string[] = [];
      for (const [key, value] of node.entries) {
        if (budget.left <= 0) {
          entries.push('…');
          break;
        }
        const written = keyText(nodes, key);
        budget.left -= written.length;
        entries.push(`${written}: ${write(nodes, value, budget)}`);
      }
      return `{${entries.join(', ')}}`;
    }
    default:
      return isCall(node) ? (node.name ?? node.constructor) : '';
  }
}

function writeAll(nodes: Nodes, ids: Id[], budget: Budget): string {
  const items: string[] = [];
  for (const id of ids) {
    items.push(write(nodes, id, budget));
    if (budget.left <= 0) {
      break;
    }
  }
  if (items.length < ids.length) {
    items.push('…');
  }
  return items.join(', ');
}

function scalarText(node: GraphNode): string | undefined {
  switch (node.type) {
    case 'null':
      return 'null';
    case 'invalid':
      return 'could not be read';
    case 'bool':
    case 'int':
    case 'float':
      return String(node.value);
    case 'str':
      return JSON.stringify(node.value);
    case 'unsupported':
      return node.repr;
    case 'var':
      return node.name;
    default:
      return undefined;
  }
}
