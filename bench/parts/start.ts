import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../packages/server/bin/knowmind.js', import.meta.url));

/** Seconds from the command to the first answer on an existing data folder, and resident MB ten seconds later. */
export async function measureStart(
  dataDir: string,
  restSeconds: number,
): Promise<{ seconds: number; residentMb: number }> {
  const port = await freePort();
  const from = performance.now();
  const child = spawn(process.execPath, [bin, 'serve', '--port', String(port), '--data-dir', dataDir], {
    env: { ...process.env, DATABASE_URL: '' },
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}/api/health`;
  while (!(await answers(url))) await wait(10);
  const seconds = (performance.now() - from) / 1000;
  await wait(restSeconds * 1000);
  const residentMb = residentKb(child.pid ?? 0) / 1024;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  return { seconds, residentMb };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Linux says it in /proc; elsewhere the figure is missing. */
export function residentKb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return Number.NaN;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
