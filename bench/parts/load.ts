import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon, { type Result } from 'autocannon';
import { median, percentile } from './measure.ts';
import type { Order, Started } from './serve.ts';

export type Server = Started & {
  order(order: Order): Promise<void>;
  /** Milliseconds of processor time that the server has taken since its start. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
};

/** Starts the server in a process of its own, on the data folder or on the database. */
export async function startServer(env: Record<string, string>): Promise<Server> {
  const child: ChildProcess = fork(fileURLToPath(new URL('serve.ts', import.meta.url)), {
    env: {
      ...process.env,
      DATABASE_URL: '',
      KNOWMIND_CALLS_PER_MINUTE: '0',
      KNOWMIND_LOG_LEVEL: 'error',
      ...env,
    },
  });
  const [started] = (await once(child, 'message')) as [Started];
  return {
    ...started,
    async order(order) {
      const done = once(child, 'message');
      child.send(order);
      await done;
    },
    async cpuMs() {
      const answer = once(child, 'message');
      child.send({ cpu: true } satisfies Order);
      const [{ user, system }] = (await answer) as [NodeJS.CpuUsage];
      return (user + system) / 1000;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/**
 * Calls per second, and milliseconds of the middle call, of the slowest twentieth and of the slowest hundredth; and of the
 * server's processor a call, which what else the machine does changes less.
 */
export type Load = { perSecond: number; p50: number; p95: number; p99: number; cpuMs: number };
/** With a body it is a POST of JSON, else a GET. */
export type Target = {
  url: string;
  token?: string;
  body?: object;
  headers?: Record<string, string>;
  /** Whose processor time is counted; without it `cpuMs` is not a number. */
  server?: Pick<Server, 'cpuMs'>;
};

/** Loads the targets in turns and gives the median round of each. Throws when a call is not answered with 200. */
export async function load<K extends string>(
  targets: Record<K, Target>,
  { callers, rounds, seconds }: { callers: number; rounds: number; seconds: number },
): Promise<Record<K, Load>> {
  const names = Object.keys(targets) as K[];
  const found = Object.fromEntries(names.map((name) => [name, [] as Load[]])) as Record<K, Load[]>;
  for (const name of names) await oneRound(targets[name], callers, 1);
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) found[name].push(await oneRound(targets[name], callers, seconds));
  return Object.fromEntries(names.map((name) => [name, middle(found[name])])) as Record<K, Load>;
}

function middle(rounds: Load[]): Load {
  const of = (key: keyof Load) => median(rounds.map((each) => each[key]));
  return { perSecond: of('perSecond'), p50: of('p50'), p95: of('p95'), p99: of('p99'), cpuMs: of('cpuMs') };
}

async function oneRound(target: Target, callers: number, seconds: number): Promise<Load> {
  const { url, token, body } = target;
  const times: number[] = [];
  const headers = { ...(token ? { authorization: `Bearer ${token}` } : {}), ...target.headers };
  const options = {
    url,
    connections: callers,
    duration: seconds,
    headers: body ? { 'content-type': 'application/json', ...headers } : headers,
    ...(body ? { method: 'POST' as const, body: JSON.stringify(body) } : {}),
  };
  const before = (await target.server?.cpuMs()) ?? Number.NaN;
  const { non2xx, errors, requests } = await new Promise<Result>((resolve, reject) => {
    const run = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
    run.on('response', (_client, _status, _bytes, ms) => times.push(ms));
  });
  // What was still being answered when the time was over is not the next target's burden.
  await fetch(url, {
    headers: options.headers,
    ...(body ? { method: 'POST', body: options.body ?? null } : {}),
  }).then((answer) => answer.text());
  if (non2xx + errors > 0) throw new Error(`${non2xx} answers were no success, ${errors} calls failed.`);
  const cpuMs = ((await target.server?.cpuMs()) ?? Number.NaN) - before;
  const at = (part: number) => percentile(times, part);
  const answered = requests.total + callers + 1;
  return {
    perSecond: requests.average,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    cpuMs: cpuMs / answered,
  };
}
