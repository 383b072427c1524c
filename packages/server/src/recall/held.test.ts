import { expect, test } from 'vitest';
import { mentionsOf, placesOf, rankOf, readVector, toMentions } from './held.ts';

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
  const held = `'invoic':3A 'bill':4`;
  const inTitle = rankOf(held, { lexemes: ['invoic'] });
  expect(inTitle).toBeCloseTo(6 / Math.PI ** 2);
  expect(rankOf(held, { lexemes: ['bill'] })).toBeCloseTo(0.2 * inTitle);
  expect(rankOf(held, { lexemes: ['bill', 'invoic'] })).toBe(inTitle);
  expect(rankOf(held, { lexemes: ['absent'] })).toBe(0);
});

test('a lexeme is found where it stands, and not within another', () => {
  const held = `'a':1 'it''s':2 'o''a':3 'a''b':4C 'back\\\\slash':5 'data':6A,7`;
  expect(placesOf(held, 'a')).toBe('1');
  expect(placesOf(held, 's')).toBeUndefined();
  expect(placesOf(held, 'b')).toBeUndefined();
  expect(placesOf(held, "a'b")).toBe('4C');
  expect(placesOf(held, 'back\\slash')).toBe('5');
  expect(placesOf(held, 'data')).toBe('6A,7');
  expect(placesOf(held, 'dat')).toBeUndefined();
  expect(placesOf('', 'a')).toBeUndefined();
  expect(placesOf(`'bare'`, 'bare')).toBe('');
});

test('mentions are of the lexemes that begin as asked', () => {
  const held = `'inv':1 'invoic':3A 'invite':4 'o''clock':9 'oh':10 'ohio':11`;
  const found = (...beginnings: string[]) =>
    mentionsOf(held, new Set(beginnings), 4).map(({ lexeme }) => lexeme);
  expect(found('invo')).toEqual(['invoic']);
  expect(found('invi', 'invo')).toEqual(['invoic', 'invite']);
  expect(found('inv')).toEqual(['inv']);
  expect(found("o'cl")).toEqual(["o'clock"]);
  expect(found('oh')).toEqual(['oh']);
  expect(found()).toEqual([]);
});
