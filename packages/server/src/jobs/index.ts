import type { Logger } from 'pino';

export type Job = { name: string; everyMs: number; run(): Promise<void> };

/**
 * Starts what runs by the clock; returns how to stop it. A job that changes something claims its work in the database,
 * so that several servers may run the same one at once. One that has not ended is not begun again.
 */
export function startJobs(jobs: Job[], log: Logger): () => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const timers = jobs.map(({ name, everyMs, run }) => {
    const timer = setInterval(() => {
      if (running.has(name)) return;
      const work = run()
        .catch((err: unknown) => log.error({ err, job: name }, 'job failed'))
        .finally(() => running.delete(name));
      running.set(name, work);
    }, everyMs);
    timer.unref();
    return timer;
  });
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await Promise.all(running.values());
  };
}
