import { expect, test } from 'vitest';
import { toResult } from './result.ts';

const most = 150_000;
const sizeOf = (result: object) => JSON.stringify(result).length;

test('what is short stays whole, without a word about it', () => {
  const output = { items: [{ content: 'short' }] };
  expect(toResult(output)).toEqual({
    content: [{ type: 'text', text: JSON.stringify(output) }],
    structuredContent: output,
  });
});

test.each([
  ['one long text', { text: '"\\\n'.repeat(1_000_000) }, 1],
  ['signs of two halves', { text: '😀'.repeat(500_000) }, 1],
  ['control signs', { text: '\u0001'.repeat(200_000) }, 1],
  ['several long texts', { items: Array.from({ length: 25 }, () => ({ content: 'ä"'.repeat(50_000) })) }, 25],
  ['many tags', { items: Array.from({ length: 50 }, () => ({ tags: Array(50).fill('"'.repeat(100)) })) }, 3],
  ['a long list', { items: Array.from({ length: 100_000 }, (_, id) => ({ id })) }, 1000],
])('%s: cut to what clients take, and said', (_, output, least) => {
  const result = toResult(output);
  expect(sizeOf(result)).toBeLessThan(most);
  expect(sizeOf(result)).toBeGreaterThan(most / 8);
  expect(result.content[1]).toMatchObject({ text: expect.stringContaining('too long') });
  const [first] = result.content;
  expect(JSON.parse(first?.type === 'text' ? first.text : '')).toEqual(result.structuredContent);
  expect(Object.values(result.structuredContent as object)[0].length).toBeGreaterThanOrEqual(least);
});
