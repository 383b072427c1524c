import type { Database } from '../db/types.ts';
import { AppError } from '../errors.ts';
import { countCall } from './queries.ts';

export type Count = { calls: number; secondsLeft: number };

/** Counts calls in fixed windows, by key. */
export type CallLimiter = { count(key: string, windowSeconds: number): Promise<Count> };

const manyWindows = 10_000;

/** Where one process serves all calls, its memory is exact. */
export function createMemoryLimiter(now: () => Date): CallLimiter {
  const windows = new Map<string, { startedAt: number; calls: number; seconds: number }>();
  let sweptAt = Number.NEGATIVE_INFINITY;
  return {
    async count(key, windowSeconds) {
      const at = now().getTime();
      // With many callers in their windows a sweep frees nothing: one a second bounds its cost.
      if (windows.size > manyWindows && at - sweptAt >= 1000) {
        sweptAt = at;
        dropEnded(windows, at);
      }
      const open = windows.get(key);
      const window =
        open && open.startedAt + windowSeconds * 1000 > at
          ? open
          : { startedAt: at, calls: 0, seconds: windowSeconds };
      window.calls += 1;
      windows.set(key, window);
      return {
        calls: window.calls,
        secondsLeft: Math.max(1, Math.ceil((window.startedAt - at) / 1000 + windowSeconds)),
      };
    },
  };
}

function dropEnded(windows: Map<string, { startedAt: number; seconds: number }>, at: number): void {
  for (const [key, window] of windows) {
    if (window.startedAt + window.seconds * 1000 <= at) windows.delete(key);
  }
}

/** Several processes count in the database; the row's lock makes the limit hold over all of them. */
export function createDatabaseLimiter(db: Database): CallLimiter {
  return { count: (key, windowSeconds) => countCall(db, key, windowSeconds) };
}

export type Limit = { key: string; limit: number; windowSeconds: number; what: string };

/** Counts one call; throws `rate_limited` when it is one too many. Returns the RateLimit headers. */
export async function assertWithinLimit(limiter: CallLimiter, { key, limit, windowSeconds, what }: Limit) {
  const { calls, secondsLeft } = await limiter.count(key, windowSeconds);
  const headers = {
    'RateLimit-Limit': String(limit),
    'RateLimit-Remaining': String(Math.max(0, limit - calls)),
    'RateLimit-Reset': String(secondsLeft),
  };
  if (calls <= limit) return headers;
  const message = `Too many ${what}: ${limit} in ${windowSeconds} seconds are allowed. Try again in ${secondsLeft} s.`;
  throw new AppError('rate_limited', message, {
    headers: { ...headers, 'Retry-After': String(secondsLeft) },
  });
}
