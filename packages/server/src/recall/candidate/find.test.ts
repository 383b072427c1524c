import { expect, test } from 'vitest';
import { shareOut } from './find.ts';
import type { Candidate } from './queries.ts';

const terms = [{ word: 'pump', lexemes: ['pump'], idf: 2 }];
/** So many of a kind, from one rank downwards. */
const some = (kind: 'memory' | 'chunk', count: number, from: number): Candidate[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `${kind} ${index}`,
    chunk: kind === 'chunk',
    series: null,
    length: 10,
    ranks: [from - index / 1000],
    held: null,
  }));
const chunksOf = (pool: Candidate[]) => pool.filter(({ chunk }) => chunk).length;

test('of a hundred each kind has half, where it has so many, and the best are chosen', () => {
  const pool = shareOut([...some('memory', 90, 0.9), ...some('chunk', 90, 0.5)], terms);
  expect(pool).toHaveLength(100);
  expect(chunksOf(pool)).toBe(50);
  expect(pool.map(({ id }) => id)).toContain('memory 49');
  expect(pool.map(({ id }) => id)).not.toContain('memory 50');
});

test('what one kind does not need, the other has', () => {
  const pool = shareOut([...some('chunk', 10, 0.1), ...some('memory', 150, 0.9)], terms);
  expect(pool).toHaveLength(100);
  expect(chunksOf(pool)).toBe(10);
  expect(pool[0]?.id).toBe('memory 0');
  expect(pool.at(-1)?.chunk).toBe(true);
});

test('where all have room, all are there, best first', () => {
  const pool = shareOut([...some('memory', 3, 0.1), ...some('chunk', 2, 0.9)], terms);
  expect(pool.map(({ id }) => id)).toEqual(['chunk 0', 'chunk 1', 'memory 0', 'memory 1', 'memory 2']);
});
