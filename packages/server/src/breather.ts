import { setImmediate as nextTurn } from 'node:timers/promises';

const longestTurnMs = 1;

/** Lets other calls go on once the work since the last time has taken a while. */
export function createBreather(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < longestTurnMs) return;
    await nextTurn();
    since = performance.now();
  };
}
