import { expect, test } from 'vitest';
import { findMentions } from './mentions.ts';

const links = (text: string) => findMentions(text).links.map(({ name }) => name);
const calls = (text: string) => findMentions(text).calls.map(({ folded }) => folded);

test('[[names]] are read once each, with what is shown instead left out', () => {
  expect(links('[[Anna Schmidt]], [[Büro|the office]], [[ANNA schmidt]] and [[ C++ ]]')).toEqual([
    'Anna Schmidt',
    'Büro',
    'C++',
  ]);
});

test('@names are tried from the longest on, without what follows them', () => {
  expect(calls('Ask @Anna Schmidt, or @jörg.')).toEqual([['anna schmidt', 'anna'], ['jorg']]);
  expect(calls("@Anna's desk")[0]).toContain('anna');
  expect(calls('@anna_schmidt')[0]).toEqual(['anna_schmidt', 'anna schmidt']);
});

test('addresses, paths and code name nothing', () => {
  expect(calls('mail anna@acme.example or see https://example.org/@anna and foo/@scope')).toEqual([]);
  expect(calls('`@inline` and\n```ts\n@Component\n[[x]]\n```\n')).toEqual([]);
  expect(links('`[[code]]`\n~~~\n[[fenced]]\n~~~\n')).toEqual([]);
  expect(links('[[before]]\n```\n[[in]]\n~~~\n````\n[[after]]\n```\n[[open]]')).toEqual(['before', 'after']);
  expect(links('```[[x]]``` then [[y]]')).toEqual(['y']);
  expect(links('if [[ -f x ]]; [[1,2]] [[ $x ]] [[]] [[ ]] [[a\nb]]')).toEqual([]);
});

test('a hostile or endless text is read in no time', () => {
  const start = performance.now();
  for (const text of [
    '['.repeat(100_000),
    '@'.repeat(100_000),
    '@a '.repeat(30_000),
    '`'.repeat(100_000),
    `@${'a.'.repeat(50_000)}`,
    '```\n'.repeat(20_000),
  ])
    findMentions(text);
  expect(performance.now() - start).toBeLessThan(1000);
  expect(links(Array.from({ length: 500 }, (_, n) => `[[Name ${n}]]`).join(' '))).toHaveLength(100);
  expect(links(`[[${'x'.repeat(201)}]]`)).toEqual([]);
});
