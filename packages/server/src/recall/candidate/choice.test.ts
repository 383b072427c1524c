import { expect, test } from 'vitest';
import type { WeighedTerm } from '../terms.ts';
import { broad, narrow } from './choice.ts';

const statistics = { counts: { memory: 100_000, chunk: 20_000 } };
const memories = { kind: 'memory', statistics } as const;
const chunks = { kind: 'chunk', statistics } as const;
const term = (word: string, memory: number, chunk = 0): WeighedTerm => ({
  word,
  lexemes: [word],
  expected: { memory, chunk },
  idf: Math.log(1 + 100_000 / (memory + 1)),
});
const named = (choice: WeighedTerm[][]) => choice.map((group) => group.map(({ word }) => word).join(' & '));

const firm = term('globex', 40);
const month = term('september', 2000);
const thing = term('invoice', 3000);
const place = term('kiel', 8000);

test('a rare word chooses alone, common ones together, the rarest pairs first', () => {
  expect(named(narrow([firm, month, thing, place], memories))).toEqual([
    'globex',
    'september & invoice',
    'september & kiel',
  ]);
});

test('words that are common even in pairs choose by three', () => {
  const words = ['the', 'new', 'plan', 'team'].map((word, index) => term(word, 20_000 + index));
  expect(named(narrow(words, memories))[0]).toBe('the & new & plan');
});

test('enough rare words choose without the common ones', () => {
  const rare = ['a', 'b', 'c', 'd'].map((word) => term(word, 80));
  expect(named(narrow([...rare, month], memories))).toEqual(['a', 'b', 'c']);
});

test('one common word alone is left to the broad choice, which takes it whatever it gives', () => {
  expect(narrow([month], memories)).toEqual([]);
  expect(named(broad([month], memories))).toEqual(['september']);
  expect(named(broad([firm, month, thing], memories))).toEqual(['globex', 'september']);
});

test('chunks are chosen by how common a word is among chunks', () => {
  const words = [term('notice', 50, 6000), term('contract', 4000, 30), term('renewal', 9000, 90)];
  expect(named(narrow(words, memories))[0]).toBe('notice');
  expect(named(narrow(words, chunks))).toEqual(['contract', 'renewal']);
  expect(named(broad(words, chunks))[0]).toBe('notice');
});

test('where any three promise too many, all choose together', () => {
  const words = ['the', 'new', 'plan', 'team'].map((word, index) => term(word, 100 + index, 15_000));
  expect(named(narrow(words, chunks))).toEqual(['the & new & plan & team']);
});

test('of a kind that there is none of, nothing is looked for', () => {
  const none = { kind: 'chunk', statistics: { counts: { memory: 5, chunk: 0 } } } as const;
  expect(narrow([firm, month], none)).toEqual([]);
  expect(broad([firm, month], none)).toEqual([]);
});

test('a time that most memories share chooses none', () => {
  const year = { ...term('2026', 90_000), lexemes: ['@2026'] };
  expect(narrow([year], memories)).toEqual([]);
  expect(broad([year], memories)).toEqual([]);
});
