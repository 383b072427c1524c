import { createRandom, type Question } from './facts.ts';
import type { Keeper } from './keepers.ts';
import { median, percentile } from './measure.ts';

export type Times = { p50: number; p95: number; found: number };

/** As many questions are asked of one, one after the other, before the next one's turn. */
const block = 30;

/**
 * Asks all of them in turns, so that a busy moment meets everyone, and each for a while, so that nobody pays much for
 * what the one before left behind: garbage that is still being collected on the other core, and caches without anything
 * of its own. The order changes with every block, the same in each run, so that nobody always comes after the same one.
 */
export async function askAll(
  keepers: Keeper[],
  questions: Question[],
  rounds: number,
): Promise<Map<string, Times>> {
  const found = new Map(
    keepers.map(({ name }) => [name, { p50: [] as number[], p95: [] as number[], hits: 0 }]),
  );
  const random = createRandom(questions.length);
  for (const keeper of keepers) for (const { query } of questions.slice(0, 10)) await keeper.ask(query);
  for (let round = 0; round < rounds; round += 1) {
    const times = new Map(keepers.map(({ name }) => [name, [] as number[]]));
    for (let from = 0; from < questions.length; from += block) {
      for (const keeper of shuffle(keepers, random)) {
        const own = found.get(keeper.name);
        for (const { query, answer } of questions.slice(from, from + block)) {
          const askedAt = performance.now();
          const ids = await keeper.ask(query);
          times.get(keeper.name)?.push(performance.now() - askedAt);
          if (own && ids.includes(answer)) own.hits += 1;
        }
      }
    }
    for (const [name, list] of times) {
      found.get(name)?.p50.push(percentile(list, 0.5));
      found.get(name)?.p95.push(percentile(list, 0.95));
    }
  }
  return new Map(
    [...found].map(([name, { p50, p95, hits }]) => [
      name,
      { p50: median(p50), p95: median(p95), found: hits / rounds / questions.length },
    ]),
  );
}

function shuffle<T>(items: T[], random: (bound: number) => number): T[] {
  return items
    .map((item) => ({ item, place: random(1) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
