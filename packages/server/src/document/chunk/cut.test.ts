import { expect, test } from 'vitest';
import { cutText, joinShort } from './cut.ts';

const chunksOf = (text: string) =>
  [...cutText(text)].map(({ start, end, overlap, headingPath }) => ({
    text: text.slice(start, end),
    own: text.slice(start + overlap, end),
    overlap,
    headingPath,
  }));
const sentence = (n: number) => `Sentence number ${n} has a few more words than it needs. `;
const words = (text: string) => text.split(/\s+/).filter(Boolean);

test('each heading begins a chunk that knows the headings above it', () => {
  const text = 'Before.\n\n# One\n\nFirst.\n\n## Two ##\n\nSecond.\n\n# Three\n\nThird.';
  expect(chunksOf(text).map(({ text, headingPath }) => [headingPath, text])).toEqual([
    [[], 'Before.'],
    [['One'], '# One\n\nFirst.'],
    [['One', 'Two'], '## Two ##\n\nSecond.'],
    [['Three'], '# Three\n\nThird.'],
  ]);
});

test('a heading without a text of its own stands with the next one', () => {
  expect(chunksOf('# One\n\n## Two\n\nText.')).toMatchObject([
    { headingPath: ['One', 'Two'], text: '# One\n\n## Two\n\nText.' },
  ]);
});

test('a heading ends before the marks that close it, not within a name', () => {
  const paths = ['# One ##  ', '#\tTwo\t#', '## C#', '# a  b #c', '#  ', '# # #'].map(
    (line) => chunksOf(`${line}\n\nText.`)[0]?.headingPath,
  );
  expect(paths).toEqual([['One'], ['Two'], ['C#'], ['a b #c'], [], ['#']]);
});

test('underlined headings count; code, rules, hash tags and a front matter do not', () => {
  const paths = (text: string) => chunksOf(text).map(({ headingPath }) => headingPath.join('/'));
  expect(paths('Title\n=====\n\nText.\n\nPart\n----\n\nMore.')).toEqual(['Title', 'Title/Part']);
  expect(paths('```sh\n# a comment\n```\n\nText.')).toEqual(['']);
  expect(paths('~~~\n# a\n```\n# b\n~~~\n# Real\n\nx')).toEqual(['', 'Real']);
  expect(paths('One\ntwo\n---\n\nthree #tag\n\n---\n\n#tag')).toEqual(['']);
  expect(paths('---\ntitle: x\n---\nText.')).toEqual(['']);
});

test('a long text is cut between sentences into chunks of about 500 tokens that overlap by about 50', () => {
  const text = Array.from({ length: 200 }, (_, n) => sentence(n))
    .join('')
    .trim();
  const chunks = chunksOf(text);
  expect(chunks.length).toBeGreaterThan(4);
  for (const { text: each } of chunks) {
    expect(each).toMatch(/^Sentence/);
    expect(each.trim()).toMatch(/\.$/);
    expect(each.length / 4).toBeLessThanOrEqual(500);
  }
  for (const { overlap, text: each } of chunks.slice(1)) {
    expect(overlap / 4).toBeGreaterThan(20);
    expect(overlap / 4).toBeLessThanOrEqual(50);
    expect(each.slice(0, overlap)).toMatch(/\. $/);
  }
  for (const { text: each } of chunks.slice(0, -1)) expect(each.length / 4).toBeGreaterThan(400);
});

test('paragraphs that fit stay whole', () => {
  const paragraph = (n: number) =>
    Array.from({ length: 20 }, (_, at) => sentence(n * 100 + at))
      .join('')
      .trim();
  const text = [1, 2, 3].map(paragraph).join('\n\n');
  expect(chunksOf(text).map(({ own }) => own.trim())).toEqual([1, 2, 3].map(paragraph));
});

test.each<[string, string]>([
  ['one sentence of many words', 'word '.repeat(5000)],
  ['one word', 'x'.repeat(20_000)],
  ['one word of emoji', '🙂'.repeat(9000)],
  ['Japanese without spaces', '東京は日本の首都です。'.repeat(600)],
  ['Thai without stops', 'ภาษาไทย'.repeat(2000)],
  ['lines without blank ones', 'a line of a log file 0123456789\n'.repeat(2000)],
  ['an open block of code', `\`\`\`\n${'let x = 1;\n'.repeat(3000)}`],
  ['many small paragraphs', 'Small one.\n\n'.repeat(2000)],
])('%s loses nothing, and no chunk is too long or half a character', (_, text) => {
  const chunks = chunksOf(text);
  const joined = chunks.map(({ own }) => own).join('');
  expect(words(joined).join(' ')).toBe(words(text).join(' '));
  for (const { text: each } of chunks) {
    expect(each.isWellFormed()).toBe(true);
    expect(each.length / 4).toBeLessThanOrEqual(500);
  }
});

test('very many short sections are joined, under the headings that they share', () => {
  const text = `# All\n\n${'## Head\n\nText.\n\n## Other\n\nText.\n\n'.repeat(15_000)}`;
  const pieces = [...cutText(text)];
  expect(pieces).toHaveLength(30_000);
  const joined = joinShort(text, pieces);
  expect(joined.length).toBeLessThan(1000);
  expect(joined[1]?.headingPath).toEqual(['All']);
  expect(joined.map(({ start, end }) => text.slice(start, end)).join('\n\n')).toBe(text.trim());
});

test('a megabyte takes well under a second, whatever it is made of', () => {
  for (const part of [
    '# Head\n\nText of it.\n\n',
    'word ',
    'x',
    '`',
    '```\n',
    '[[',
    '\n',
    '# ',
    '| a | b |\n',
    `# a${' '.repeat(200_000)}b`,
    `# a${' #'.repeat(100_000)}b`,
  ]) {
    const start = performance.now();
    Array.from(cutText(part.repeat(Math.ceil(1_000_000 / part.length))));
    expect(performance.now() - start, JSON.stringify(part.slice(0, 20))).toBeLessThan(2000);
  }
});
