import { expect, test } from 'vitest';
import { excerpt } from './query-words.ts';

const filler = (count: number) =>
  Array.from({ length: count }, (_, n) => `Line ${n} says nothing.`).join('\n');

test('a text is shown from the line where most words of the query stand', () => {
  const text = `${filler(40)}\nThe shutoff was replaced.\n${filler(40)}\nThe emergency shutoff in Zwickau is red.\nIt is tested.`;
  expect(excerpt(text, 'emergency shutoff Zwickau')).toBe(
    '… The emergency shutoff in Zwickau is red.\nIt is tested.',
  );
});

test('a text that begins with them, or holds none, is shown from its beginning', () => {
  const text = `An emergency shutoff.\n${filler(30)}`;
  expect(excerpt(text, 'emergency')).toBe(text);
  expect(excerpt(text, 'periscope')).toBe(text);
  expect(excerpt(text, '!?')).toBe(text);
});

test('within one long line it begins with a word', () => {
  const text = `${'word '.repeat(200)}and then a periscope`;
  const shown = excerpt(text, 'periscope');
  expect(shown).toMatch(/^… word word .* periscope$/);
  expect(shown.length).toBeLessThan(130);
});

test('signs that mean something in a pattern are looked for as they are', () => {
  expect(excerpt(`${filler(40)}\n(a+b)* is a pattern`, '(a+b)* pattern')).toBe('… (a+b)* is a pattern');
});

test('a text that holds nothing but the words, a million times, is no effort', () => {
  const text = `${filler(40)}\n${'shutoff emergency '.repeat(50_000)}`;
  const shown = excerpt(text, 'emergency shutoff');
  expect(shown).toMatch(/^… shutoff emergency /);
  expect(shown.length).toBeLessThan(1100);
});

test('a text of short lines begins where the word is in sight', () => {
  const list = ['eggs', 'milk', 'rice', 'salt', 'tea', 'yoghurt'].map((item) => `- ${item}`).join('\n');
  expect(excerpt(list, 'yoghurt')).toBe('… - yoghurt');
  expect(excerpt(list, 'rice')).toBe(list);
});

test('words that begin alike are told apart by what was asked', () => {
  const text = `A contract, a contract.\n${filler(40)}\nThe content of a contract.`;
  expect(excerpt(text, 'content contract')).toBe('… The content of a contract.');
});
