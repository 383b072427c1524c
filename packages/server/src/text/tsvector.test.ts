import { describe, expect, test } from 'vitest';
import { analyseQuery, analyseText, toTsvector } from './index.ts';

const of = (body: string) => toTsvector({ title: '', tags: [], body });
const seeds = [1, 101, 201, 301, 401];
type Entry = { lexeme: string; places: string[] };

/** A strict reader of what PostgreSQL takes for a tsvector; throws at anything else. */
function parse(literal: string): Entry[] {
  const entry = /'((?:[^'\\]|''|\\\\)+)':(\d+[ABCD](?:,\d+[ABCD])*)(?: |$)/y;
  const entries: Entry[] = [];
  while (entry.lastIndex < literal.length) {
    const at = entry.lastIndex;
    const [, quoted, places] = entry.exec(literal) ?? [];
    if (quoted === undefined || places === undefined) throw new Error(`not a tsvector at ${at}`);
    entries.push({
      lexeme: quoted.replaceAll("''", "'").replaceAll('\\\\', '\\'),
      places: places.split(','),
    });
  }
  return entries;
}

function assertValid(literal: string): Entry[] {
  const entries = parse(literal);
  expect(literal.isWellFormed()).toBe(true);
  expect(literal).not.toContain('\u0000');
  expect(Buffer.byteLength(literal)).toBeLessThan(1_000_000);
  expect(new Set(entries.map(({ lexeme }) => lexeme)).size).toBe(entries.length);
  for (const { lexeme, places } of entries) {
    expect(Buffer.byteLength(lexeme)).toBeLessThanOrEqual(2046);
    expect(places.length).toBeLessThanOrEqual(255);
    const numbers = places.map((place) => Number.parseInt(place, 10));
    expect(Math.min(...numbers)).toBeGreaterThan(0);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(16383);
    expect(new Set(numbers).size).toBe(numbers.length);
  }
  return entries;
}

describe('toTsvector', () => {
  test('weights title, tags, body and context', () => {
    const { literal, length } = toTsvector({
      title: 'Alpha',
      tags: ['beta'],
      body: 'gamma zwei',
      context: 'delta',
    });
    const places = Object.fromEntries(parse(literal).map(({ lexeme, places }) => [lexeme, places]));
    expect(places).toMatchObject({ alpha: ['1A'], beta: ['2B'], gamma: ['3C'], delta: ['5D'] });
    expect(length).toBe(2);
  });

  test('keeps the positions of stop words without the words', () => {
    expect(of('The dogs of the house').literal).toBe("'dog':2C 'hous':5C");
  });

  test('indexes German texts under German stems only', () => {
    expect(of('Die Verträge sind bei uns.').literal).toBe("'vertrag':2C");
  });

  test.each([
    ['NULs', 'a\u0000b\u0000'],
    ['lone surrogates', 'x\ud800y \udc00z'],
    ['one very long word', 'ä'.repeat(100_000)],
    ['letters that grow when they are decomposed', 'ﷺ'.repeat(5000)],
    ['letters outside the first plane', '𝒜𠮷'.repeat(1000)],
    ['quotes and backslashes', `O'Brien's \\'; drop '' \\\\ l'été`],
    ['emoji', '👩‍👩‍👧 1️⃣ 🙂'],
    ['the names of object properties', '__proto__ constructor toString hasOwnProperty'],
    ['one word very often', 'wort '.repeat(20_000)],
    ['very many different words', Array.from({ length: 30_000 }, (_, i) => `w${i}`).join(' ')],
    ['a chain of marks', `a${'._@'.repeat(30_000)}b${'-c'.repeat(30_000)}${"'d".repeat(30_000)}`],
    ['Chinese without end', '漢字'.repeat(30_000)],
    ['nothing', ''],
  ])('makes a valid literal of %s', (_, body) => {
    assertValid(toTsvector({ title: body, tags: [body], body, context: body }).literal);
  });

  test('is made with a rest every fifty words, too, and comes out the same', async () => {
    const text = { title: 'Words', tags: ['a b'], body: 'one two three four five '.repeat(1000) };
    let rests = 0;
    const rest = async () => {
      rests += 1;
    };
    expect(await analyseText(text, rest)).toEqual(toTsvector(text));
    expect(rests).toBe(100);
  });

  test.each(seeds)('makes a valid literal of any text (seeds from %i)', (from) => {
    for (let seed = from; seed < from + 100; seed += 1) {
      const random = randomOf(seed);
      const [title, tag, body, context] = [text(random), text(random), text(random), text(random)];
      const { literal, length } = toTsvector({ title, tags: [tag], body, context });
      assertValid(literal);
      expect(length).toBeGreaterThanOrEqual(0);
      for (const { lexemes } of analyseQuery(body).terms)
        expect(lexemes.every((each) => each !== '')).toBe(true);
    }
  });

  test.each(seeds)('keeps every word a query asks for (seeds from %i)', (from) => {
    for (let seed = from; seed < from + 100; seed += 1) {
      const body = text(randomOf(seed));
      const lexemes = new Set(parse(of(body).literal).map(({ lexeme }) => lexeme));
      // A text of stop words alone yields a query, but no index.
      if (lexemes.size === 0) continue;
      const missed = analyseQuery(body).terms.filter(
        (term) => !term.lexemes.some((each) => lexemes.has(each)),
      );
      expect(missed).toEqual([]);
    }
  });
});

/** Numbers below `below`, the same ones for a seed (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Up to 60 pieces: code units of every kind, and what is likely to go wrong. */
function text(random: (below: number) => number): string {
  const likely = [
    "'",
    '\\',
    '\u0000',
    '\ud83d',
    'ß',
    'ae',
    "l'",
    '_',
    '.',
    '@',
    ' ',
    '\n',
    'Vertrags',
    '\u0345',
    'İ',
    ' die ',
  ];
  const piece = () => {
    const kind = random(4);
    if (kind === 0) return likely[random(likely.length)] ?? '';
    if (kind === 1) return String.fromCharCode(random(0x250));
    if (kind === 2) return String.fromCharCode(random(0x10000));
    return String.fromCharCode(97 + random(26)).repeat(1 + random(3));
  };
  return Array.from({ length: random(60) }, piece).join('');
}
