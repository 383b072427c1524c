const firstMs = 1000;
const longestMs = 300_000;

/** Keys that failed and wait, each longer the more often it failed in a row. */
export type Rests = {
  begin(key: string): void;
  has(key: string): boolean;
  /** The key did not fail: its next rest is a short one. */
  forget(key: string): void;
  /** Milliseconds of the rest after so many failures before. */
  pauseAfter(failures: number): number;
  stop(): void;
};

/** `wake` is called with a key whose rest is over. */
export function createRests(wake: (key: string) => void): Rests {
  const failures = new Map<string, number>();
  const timers = new Map<string, NodeJS.Timeout>();
  const pauseAfter = (before: number) => Math.min(longestMs, firstMs * 2 ** before);
  return {
    begin(key) {
      const before = failures.get(key) ?? 0;
      failures.set(key, before + 1);
      const end = () => {
        timers.delete(key);
        wake(key);
      };
      timers.set(key, setTimeout(end, pauseAfter(before)).unref());
    },
    has: (key) => timers.has(key),
    forget: (key) => void failures.delete(key),
    pauseAfter,
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
