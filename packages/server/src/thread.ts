import { Worker, type WorkerOptions } from 'node:worker_threads';

/** From TypeScript, in development and tests, the thread needs the loader that runs everything else there. */
const starter = `
const { workerData } = require('node:worker_threads');
(async () => {
  if (workerData.loader) (await import(workerData.loader)).register();
  await import(workerData.module);
})();
`;
const inTypeScript = import.meta.url.endsWith('.ts');

/**
 * Runs a module in a thread of its own. `address` is that of the module without its ending; `data` is its
 * `workerData.data`. The thread knows nothing of the environment, and its output goes nowhere: what it reads must
 * not write the log.
 */
export function startThread(
  address: URL,
  data: unknown,
  options: Pick<WorkerOptions, 'resourceLimits'> = {},
): Worker {
  const module = `${address.href}${inTypeScript ? '.ts' : '.js'}`;
  const loader = inTypeScript ? import.meta.resolve('tsx/esm/api') : undefined;
  return new Worker(starter, {
    ...options,
    eval: true,
    workerData: { module, loader, data },
    env: {},
    stdout: true,
    stderr: true,
  });
}
