import { expect, test } from 'vitest';
import { rankOf, readVector, toMentions } from './held.ts';

test('the text form of a tsvector is read, whatever its lexemes hold', () => {
  const held = readVector(
    `'@2024-03':1B 'invoic':3A,17C,40 'o''clock':9 'back\\\\slash':2C '~buy':5C 'bare'`,
  );
  expect([...held]).toEqual([
    ['@2024-03', '1B'],
    ['invoic', '3A,17C,40'],
    ["o'clock", '9'],
    ['back\\slash', '2C'],
    ['~buy', '5C'],
    ['bare', ''],
  ]);
  expect(readVector('').size).toBe(0);
});

test('a mention without a letter is of the lowest class', () => {
  expect(toMentions('invoic', '3A,17C,40')).toEqual({
    lexeme: 'invoic',
    positions: [3, 17, 40],
    weights: ['A', 'C', 'D'],
  });
  expect(toMentions('bare', '')).toEqual({ lexeme: 'bare', positions: [], weights: [] });
});

test('a term matches as well as the best of its lexemes does', () => {
  const held = readVector(`'invoic':3A 'bill':4`);
  const inTitle = rankOf(held, { lexemes: ['invoic'] });
  expect(inTitle).toBeCloseTo(6 / Math.PI ** 2);
  expect(rankOf(held, { lexemes: ['bill'] })).toBeCloseTo(0.2 * inTitle);
  expect(rankOf(held, { lexemes: ['bill', 'invoic'] })).toBe(inTitle);
  expect(rankOf(held, { lexemes: ['absent'] })).toBe(0);
});
