import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceRadial,
  forceSimulation,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from 'd3-force';
import type { Node, Relation } from './shown.ts';

export type Point = { x: number; y: number };
type Body = SimulationNodeDatum & { id: string; hops: number };

const ringWidth = 190;
const rounds = 250;

/**
 * Where the nodes stand, around the middle at 0, 0; nothing moves afterwards, so there is nothing to wait for
 * and no motion to reduce. `before`: where nodes stood already; they stay near there.
 */
export function layOut(
  nodes: Node[],
  relations: Relation[],
  { centre, before }: { centre: string; before: ReadonlyMap<string, Point> },
): Map<string, Point> {
  const origin = before.get(centre) ?? { x: 0, y: 0 };
  const bodies: Body[] = nodes.map(({ id, hops }) => {
    const stood = before.get(id);
    const start = stood ? { x: stood.x - origin.x, y: stood.y - origin.y } : {};
    return { id, hops, ...start, ...(id === centre ? { fx: 0, fy: 0 } : {}) };
  });
  const links: SimulationLinkDatum<Body>[] = relations.map(({ from_id, to_id }) => ({
    source: from_id,
    target: to_id,
  }));
  const tie = forceLink<Body, SimulationLinkDatum<Body>>(links)
    .id(({ id }) => id)
    .distance(ringWidth * 0.9);
  forceSimulation(bodies)
    .force('tie', tie)
    .force('apart', forceManyBody().strength(-900))
    .force('room', forceCollide(72))
    .force('rings', forceRadial<Body>(({ hops }) => hops * ringWidth).strength(0.35))
    .stop()
    .tick(rounds);
  return new Map(bodies.map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
}

/** The node that lies next in the direction of an arrow key, if one does. */
export function nextInDirection(points: ReadonlyMap<string, Point>, from: string, key: string) {
  const direction = directions[key];
  const here = points.get(from);
  if (!direction || !here) return undefined;
  let best: { id: string; cost: number } | undefined;
  for (const [id, point] of points) {
    const ahead = (point.x - here.x) * direction.x + (point.y - here.y) * direction.y;
    const aside = Math.abs((point.x - here.x) * direction.y) + Math.abs((point.y - here.y) * direction.x);
    if (ahead <= 0 || aside > 2 * ahead) continue;
    const cost = ahead + 2 * aside;
    if (!best || cost < best.cost) best = { id, cost };
  }
  return best?.id;
}

const directions: Readonly<Record<string, Point>> = {
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowDown: { x: 0, y: 1 },
  ArrowUp: { x: 0, y: -1 },
};
