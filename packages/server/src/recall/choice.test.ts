import { expect, test } from 'vitest';
import { broad, narrow } from './choice.ts';
import type { WeighedTerm } from './terms.ts';
import type { TermStatistics } from './vocabulary/index.ts';

const statistics = { memories: 100_000 } as TermStatistics;
const term = (word: string, expected: number): WeighedTerm => ({
  word,
  lexemes: [word],
  expected,
  idf: Math.log(1 + statistics.memories / (expected + 1)),
});
const named = (choice: WeighedTerm[][]) => choice.map((group) => group.map(({ word }) => word).join(' & '));

const firm = term('globex', 40);
const month = term('september', 2000);
const thing = term('invoice', 3000);
const place = term('kiel', 8000);

test('a rare word chooses alone, common ones together, the rarest pairs first', () => {
  expect(named(narrow([firm, month, thing, place], statistics))).toEqual([
    'globex',
    'september & invoice',
    'september & kiel',
  ]);
});

test('words that are common even in pairs choose by three', () => {
  const words = ['the', 'new', 'plan', 'team'].map((word, index) => term(word, 20_000 + index));
  expect(named(narrow(words, statistics))[0]).toBe('the & new & plan');
});

test('enough rare words choose without the common ones', () => {
  const rare = ['a', 'b', 'c', 'd'].map((word) => term(word, 80));
  expect(named(narrow([...rare, month], statistics))).toEqual(['a', 'b', 'c']);
});

test('one common word alone is left to the broad choice, which takes it whatever it gives', () => {
  expect(narrow([month], statistics)).toEqual([]);
  expect(named(broad([month], statistics))).toEqual(['september']);
  expect(named(broad([firm, month, thing], statistics))).toEqual(['globex', 'september']);
});

test('a time that most memories share chooses none', () => {
  const year = { ...term('2026', 90_000), lexemes: ['@2026'] };
  expect(narrow([year], statistics)).toEqual([]);
  expect(broad([year], statistics)).toEqual([]);
});
