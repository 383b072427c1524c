import { ModelError } from './provider.ts';

const failuresToOpen = 3;
const firstRestMs = 5_000;
const longestRestMs = 300_000;

export type Breaker = { run<T>(work: () => Promise<T>): Promise<T> };

/** After three failures in a row nothing is asked for a while, twice as long each time, so that recall stays fast. */
export function createBreaker(now: () => number = Date.now): Breaker {
  let failures = 0;
  let closedUntil = 0;
  return {
    async run(work) {
      if (now() < closedUntil)
        throw new ModelError('The model is left alone for a while: it failed repeatedly.');
      try {
        const result = await work();
        failures = 0;
        return result;
      } catch (error) {
        failures += 1;
        const asked = error instanceof ModelError ? (error.retryAfterMs ?? 0) : 0;
        const rest = failures < failuresToOpen ? 0 : firstRestMs * 2 ** (failures - failuresToOpen);
        closedUntil = now() + Math.min(longestRestMs, Math.max(asked, rest));
        throw error;
      }
    },
  };
}
