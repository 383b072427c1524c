import { expect, test } from 'vitest';
import { type GraphQuestion, rankByGraph } from './graph.ts';

type Line = [from: string, predicate: string, to: string, confidence?: number];
/** Nodes whose names begin with m are memories. */
function ask(lines: Line[], seeds: Record<string, number>, hops = 2): GraphQuestion {
  const edges = lines.map(([from, predicate, to, confidence = 1]) => ({ from, predicate, to, confidence }));
  const ids = [...new Set([...Object.keys(seeds), ...edges.flatMap(({ from, to }) => [from, to])])];
  const memories = new Set(ids.filter((id) => id.startsWith('m')));
  return {
    seeds: new Map(Object.entries(seeds)),
    graph: { edges, memories, documents: [], names: new Map() },
    hops,
  };
}
const found = (question: GraphQuestion) => rankByGraph(question).map(({ id }) => id);

test('a memory that shares an entity with a hit is found, with the edges that led there', () => {
  const lines: Line[] = [
    ['m1', 'REFERENCES_ENTITY', 'anna'],
    ['m2', 'REFERENCES_ENTITY', 'anna'],
    ['m3', 'REFERENCES_ENTITY', 'berta'],
  ];
  const hits = rankByGraph(ask(lines, { m1: 1 }));
  expect(hits.map(({ id, hops }) => [id, hops])).toEqual([
    ['m1', 0],
    ['m2', 2],
  ]);
  expect(hits[1]?.over.map(({ from }) => from)).toEqual(['m1', 'm2']);
  expect(hits[0]?.over).toEqual([]);
});

test('hops bound how far it goes; none leaves the seeds alone', () => {
  const chain: Line[] = [
    ['m0', 'REFERENCES_ENTITY', 'a'],
    ['a', 'KNOWS', 'b'],
    ['m1', 'REFERENCES_ENTITY', 'b'],
    ['m2', 'ABOUT', 'a'],
  ];
  expect(found(ask(chain, { m0: 1 }, 0))).toEqual(['m0']);
  expect(found(ask(chain, { m0: 1 }, 1))).toEqual(['m0']);
  expect(found(ask(chain, { m0: 1 }, 2))).toEqual(['m0', 'm2']);
  expect(found(ask(chain, { m0: 1 }, 3))).toEqual(['m0', 'm2', 'm1']);
});

test('an entity that few memories share says more than one that all share', () => {
  const hub: Line[] = Array.from({ length: 30 }, (_, n) => [`m-hub${n}`, 'REFERENCES_ENTITY', 'hub']);
  const lines: Line[] = [...hub, ['m1', 'ABOUT', 'hub'], ['m1', 'ABOUT', 'rare'], ['m2', 'ABOUT', 'rare']];
  expect(found(ask(lines, { m1: 1 }))[1]).toBe('m2');
});

test('surer edges weigh more, and what a fact superseded weighs little', () => {
  const lines: Line[] = [
    ['m-sure', 'ABOUT', 'x', 0.9],
    ['m-unsure', 'ABOUT', 'x', 0.2],
    ['m0', 'ABOUT', 'x'],
    ['m0', 'SUPERSEDES', 'm-old'],
  ];
  const order = found(ask(lines, { x: 1 }));
  expect(order.slice(0, 3)).toEqual(['m0', 'm-sure', 'm-unsure']);
  expect(order.at(-1)).toBe('m-old');
});

test('the scores are the fixed point of the walk: they add up, and no order of edges changes them', () => {
  const lines: Line[] = [];
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  for (let n = 0; n < 200; n += 1)
    lines.push([`m${random(40)}`, 'ABOUT', `m${random(40)}`, 0.1 + random(9) / 10]);
  const apart = lines.filter(([from, , to]) => from !== to);
  const seeds = { m1: 3, m2: 1 };
  const hits = rankByGraph(ask(apart, seeds, 3));
  const sum = hits.reduce((total, { score }) => total + score, 0);
  expect(sum).toBeCloseTo(1, 6);
  const other = new Map(rankByGraph(ask(apart.toReversed(), seeds, 3)).map(({ id, score }) => [id, score]));
  for (const { id, score, hops, over } of hits) {
    expect(other.get(id)).toBeCloseTo(score, 6);
    expect(over).toHaveLength(hops);
  }
});

test('without seeds, with useless weights or without edges it finds nothing more', () => {
  const lines: Line[] = [['m1', 'ABOUT', 'x']];
  expect(found(ask(lines, {}))).toEqual([]);
  expect(found(ask(lines, { m1: 0, x: Number.NaN }))).toEqual([]);
  expect(found(ask([], { m1: 1 }))).toEqual(['m1']);
});
