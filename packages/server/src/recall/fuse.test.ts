import { expect, test } from 'vitest';
import { fuse, type RankedList } from './fuse.ts';

const list = (stage: string, ...ids: string[]): RankedList => ({
  stage,
  hits: ids.map((id, index) => ({ id, score: 1 / (index + 1), why: [{ stage, rank: index + 1 }] })),
});
const order = (...lists: RankedList[]) => fuse(lists).map(({ id }) => id);

test('one list alone keeps its order, its scores and its reasons', () => {
  const alone = list('lexical', 'a', 'b', 'c');
  expect(fuse([alone])).toEqual(alone.hits);
  expect(order(alone, list('vector'))).toEqual(['a', 'b', 'c']);
});

test('what two lists hold comes before what one holds', () => {
  expect(order(list('lexical', 'a', 'b'), list('vector', 'c', 'b'))).toEqual(['b', 'a', 'c']);
});

test('ranks are summed over any number of lists, and each stage is told', () => {
  const fused = fuse([list('lexical', 'a', 'b'), list('vector', 'b', 'a'), list('graph', 'b')]);
  expect(fused[0]).toEqual({
    id: 'b',
    score: 1,
    why: [
      { stage: 'lexical', rank: 2 },
      { stage: 'vector', rank: 1 },
      { stage: 'graph', rank: 1 },
    ],
  });
});

test('of equals the one of the earlier list comes first, and no lists give nothing', () => {
  expect(order(list('lexical', 'a'), list('vector', 'b'))).toEqual(['a', 'b']);
  expect(fuse([])).toEqual([]);
});
