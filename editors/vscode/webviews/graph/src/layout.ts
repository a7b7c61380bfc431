// Where cards and edges are placed: layers from left to right, by the Eclipse Layout Kernel. An edge leaves at its row
// and arrives at the title; it goes around cards, in straight lines.

import type { ElkExtendedEdge, ElkNode, ElkPoint } from 'elkjs/lib/elk-api.js';
import { boxOf, type Box, type Measure } from './box.js';
import type { Visible, VisibleCard, VisibleEdge } from './visible.js';

export type Point = ElkPoint;

export interface PlacedCard extends VisibleCard {
  box: Box;
  x: number;
  y: number;
}

export interface PlacedEdge extends VisibleEdge {
  /** From the row to the title. */
  points: Point[];
}

export interface Placed {
  cards: PlacedCard[];
  byKey: ReadonlyMap<string, PlacedCard>;
  edges: PlacedEdge[];
  width: number;
  height: number;
}

/** What places nodes: the library, in this thread or in another. */
export type Engine = (graph: ElkNode) => Promise<ElkNode>;

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': '[top=24,left=24,bottom=24,right=24]',
  'elk.spacing.nodeNode': '22',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '9',
  'elk.layered.spacing.nodeNodeBetweenLayers': '56',
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '9',
  'elk.separateConnectedComponents': 'false',
};

// The best places take the longest to find: seconds for some hundreds of cards. (So does the library's
// `considerModelOrder`, which is why it is not used; that edges leave in the order of their rows keeps the order.)
function effort(count: number): Record<string, string> {
  if (count <= 80) {
    return { 'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX' };
  }
  return {
    'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
    'elk.layered.thoroughness': count <= 400 ? '3' : '1',
  };
}

export async function place(
  visible: Visible,
  literals: boolean,
  measure: Measure,
  engine: Engine,
): Promise<Placed> {
  const boxes = new Map(visible.cards.map((one) => [one.card.key, boxOf(one, literals, measure)]));
  const laidOut = await engine(question(visible, boxes));

  const positions = new Map(laidOut.children?.map((node) => [node.id, node]));
  const cards = visible.cards.map((one, index): PlacedCard => {
    const at = positions.get(nodeId(index));
    const box = boxes.get(one.card.key);
    if (at === undefined || box === undefined) {
      throw new Error(`the layout lost \`${one.card.title}\``);
    }
    return { ...one, box, x: at.x ?? 0, y: at.y ?? 0 };
  });
  const byKey = new Map(cards.map((card) => [card.card.key, card]));
  const lines = new Map(laidOut.edges?.map((edge) => [edge.id, edge]));
  return {
    cards,
    byKey,
    edges: visible.edges.map((edge, index) => ({
      ...edge,
      points: edge.quiet ? directLine(edge, byKey) : pointsOf(lines.get(edgeId(index))),
    })),
    width: laidOut.width ?? 0,
    height: laidOut.height ?? 0,
  };
}

function question(visible: Visible, boxes: ReadonlyMap<string, Box>): ElkNode {
  const ids = new Map(visible.cards.map((one, index) => [one.card.key, nodeId(index)]));
  const id = (key: string): string => ids.get(key) ?? '';
  const children = visible.cards.map((one): ElkNode => {
    const box = boxes.get(one.card.key);
    if (box === undefined) {
      throw new Error(`\`${one.card.title}\` has no size`);
    }
    const name = id(one.card.key);
    const ports = box.rows.flatMap((row, index) =>
      row.row.card === undefined ? [] : [port(`${name}.${String(index)}`, box.width, row.y, 'EAST')],
    );
    return {
      id: name,
      width: box.width,
      height: box.height,
      layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
      ports: [
        port(`${name}.in`, 0, box.titleY, 'WEST'),
        ...(one.collapsed ? [port(`${name}.out`, box.width, box.titleY, 'EAST')] : ports),
      ],
    };
  });
  const edges = visible.edges.flatMap((edge, index): ElkExtendedEdge[] => {
    if (edge.quiet) {
      return [];
    }
    const rows = boxes.get(edge.from.key)?.rows ?? [];
    const row = rows.findIndex((box) => box.row === edge.row);
    const sources = [`${id(edge.from.key)}.${row < 0 ? 'out' : String(row)}`];
    return [{ id: edgeId(index), sources, targets: [`${id(edge.to.key)}.in`] }];
  });
  return { id: 'root', layoutOptions: { ...OPTIONS, ...effort(children.length) }, children, edges };
}

function nodeId(index: number): string {
  return `n${String(index)}`;
}

function edgeId(index: number): string {
  return `e${String(index)}`;
}

function directLine(edge: VisibleEdge, cards: ReadonlyMap<string, PlacedCard>): Point[] {
  const from = cards.get(edge.from.key);
  const to = cards.get(edge.to.key);
  const row = from?.box.rows.find((box) => box.row === edge.row);
  return from === undefined || to === undefined || row === undefined
    ? []
    : [
        { x: from.x + from.box.width, y: from.y + row.y },
        { x: to.x, y: to.y + to.box.titleY },
      ];
}

function port(id: string, x: number, y: number, side: 'EAST' | 'WEST'): NonNullable<ElkNode['ports']>[number] {
  return { id, x, y, width: 0, height: 0, layoutOptions: { 'elk.port.side': side } };
}

function pointsOf(edge: ElkExtendedEdge | undefined): Point[] {
  return (edge?.sections ?? []).flatMap((section) => [
    section.startPoint,
    ...(section.bendPoints ?? []),
    section.endPoint,
  ]);
}
