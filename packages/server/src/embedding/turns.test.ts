import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

const takeAll = (turns: ReturnType<typeof createTurns>) => {
  const taken: string[] = [];
  for (let key = turns.take(); key !== undefined; key = turns.take()) taken.push(key);
  return taken;
};

test('an urgent key passes those that wait, and they take turns with further ones', () => {
  const turns = createTurns();
  for (const key of ['a', 'b', 'c']) turns.add(key, { urgent: false });
  for (const key of ['x', 'y']) turns.add(key, { urgent: true });
  expect(takeAll(turns)).toEqual(['x', 'a', 'y', 'b', 'c']);
});

test('each key waits once; one that waits becomes urgent, and stays so', () => {
  const turns = createTurns();
  for (const key of ['a', 'b', 'b']) turns.add(key, { urgent: false });
  turns.add('b', { urgent: true });
  turns.add('b', { urgent: false });
  expect(turns.has('b')).toBe(true);
  expect(takeAll(turns)).toEqual(['b', 'a']);
  expect(turns.has('b')).toBe(false);
});

test('urgent keys that keep coming do not keep the others waiting', () => {
  const turns = createTurns();
  for (const key of ['a', 'b']) turns.add(key, { urgent: false });
  const taken = Array.from({ length: 4 }, () => {
    turns.add('x', { urgent: true });
    return turns.take();
  });
  expect(taken).toEqual(['x', 'a', 'x', 'b']);
});
