/** The middle of the values; of an even number the lower middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** The value below which the share `part` (0–1) of the values lies. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Calls per second of `call`, made one after the other for `ms` milliseconds. */
async function rate(call: () => Promise<unknown>, ms: number): Promise<number> {
  const start = performance.now();
  let calls = 0;
  while (performance.now() - start < ms) {
    for (let each = 0; each < 8; each += 1) await call();
    calls += 8;
  }
  return (calls * 1000) / (performance.now() - start);
}

/**
 * Calls per second of several rivals: warmed up, measured in turns so that a busy moment of the machine
 * meets all of them, the median of the rounds.
 */
export async function race<K extends string>(
  rivals: Record<K, () => Promise<unknown>>,
  { rounds, ms }: { rounds: number; ms: number },
): Promise<Record<K, number>> {
  const names = Object.keys(rivals) as K[];
  const found = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (const name of names) await rate(rivals[name], ms / 2);
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) found[name].push(await rate(rivals[name], ms));
  return Object.fromEntries(names.map((name) => [name, median(found[name])])) as Record<K, number>;
}
