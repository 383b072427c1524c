import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp } from '../packages/server/src/app.ts';
import { readConfig } from '../packages/server/src/config.ts';
import type { Origin } from '../packages/server/src/context.ts';
import { createTokenCache, verifyToken } from '../packages/server/src/token/index.ts';
import { onPostgres } from './parts/database.ts';
import { type Load, load, type Server, startServer } from './parts/load.ts';
import { median, race } from './parts/measure.ts';
import { printTable, printTarget } from './parts/report.ts';
import { createBetterAuth } from './parts/rivals.ts';
import { measureStart } from './parts/start.ts';
import { createTenant, fillTokens } from './parts/tenant.ts';

type Env = Record<string, string>;

const quick = process.argv.includes('--quick');
const rounds = quick ? 1 : 5;
const seconds = quick ? 1 : 3;
const counts = quick ? [1, 1000] : [1, 1000, 100_000];
const cached = 'knowmind';
const asking = 'knowmind, asking the database';
const peer = 'better-auth api-key 1.7.5';
const origin: Origin = { requestId: 'bench', ip: '127.0.0.1', client: 'bench', browser: null };

/** Verification in process, on one database: ours with and without its cache, and better-auth's. */
async function benchVerification(kind: string, env: Env): Promise<void> {
  const config = readConfig({ port: '0' }, { KNOWMIND_LOG_LEVEL: 'error', ...env });
  const app = await startApp(config, {
    print: () => undefined,
    writeLog: (line) => process.stderr.write(line),
  });
  try {
    const { token, workspaceId } = await createTenant(app);
    const { services } = app;
    const tokens: typeof services.tokens = createTokenCache(false);
    const plain = { ...services, tokens };
    const rivals: Record<string, () => Promise<unknown>> = {
      [cached]: () => verifyToken(services, token, origin),
      [asking]: () => verifyToken(plain, token, origin),
    };
    if (kind === 'embedded') rivals[peer] = await createBetterAuth(services.db);
    const figures = await race(rivals, { rounds, ms: seconds * 500 });
    printTable(`Verification in process, ${kind}`, ['', 'per second'], Object.entries(figures));
    if (kind === 'embedded') {
      const against = (name: string) => (figures[name] ?? 0) / (figures[peer] ?? 0);
      printTarget('knowmind against better-auth', against(cached), { atLeast: 10 });
      printTarget('… asking the database each time', against(asking), { atLeast: 10 });
    }
    const byCount: [number, number][] = [];
    for (const count of counts) {
      await fillTokens(app, workspaceId, count);
      const { ask } = await race(
        { ask: () => verifyToken(plain, token, origin) },
        { rounds, ms: seconds * 300 },
      );
      byCount.push([count, 1000 / ask]);
    }
    printTable(
      `Verification asking the database, by tokens in the table, ${kind}`,
      ['tokens', 'ms'],
      byCount,
    );
    printTarget('growth from the first to the last', growth(byCount.map(([, ms]) => ms)), { atMost: 1.2 });
  } finally {
    await app.stop();
  }
}

const growth = (values: number[]) => (values.at(-1) ?? Number.NaN) / (values[0] ?? Number.NaN);

/** The authenticated, audited call over HTTP: callers, tokens in the table, the audit log's cost. */
async function benchHttp(kind: string, env: Env, otherEnv: Env): Promise<void> {
  const server = await startServer(env);
  try {
    await benchCallers(kind, server);
    const other = await startServer(otherEnv);
    await benchCounts(kind, server, other).finally(() => other.stop());
    await benchAudit(kind, server);
  } finally {
    await server.stop();
  }
}

const health = ({ url, token }: Server) => ({ url: `${url}/api/health`, token });

async function benchCallers(kind: string, server: Server): Promise<void> {
  const rows: (string | number)[][] = [];
  let ofBare = 0;
  for (const callers of [1, 16, 64]) {
    const targets = {
      health: health(server),
      bare: { url: `${server.url}/livez` },
    };
    const { health: ours, bare } = await load(targets, { callers, rounds, seconds });
    ofBare = ours.perSecond / bare.perSecond;
    rows.push([callers, ...cells(ours), bare.perSecond, ofBare]);
  }
  const head = ['callers', 'health/s', 'p50 ms', 'p99 ms', '/livez per second', 'ratio'];
  printTable(`Authenticated, audited health against bare routes, ${kind}`, head, rows);
  if (kind !== 'embedded') return;
  printTarget('throughput with 64 callers against /livez of the same server', ofBare, { atLeast: 0.4 });
}

const cells = ({ perSecond, p50, p99 }: Load) => [perSecond, p50, p99];

/** Against a server that holds one token, in turns: what the machine does meanwhile, it does to both. */
async function benchCounts(kind: string, server: Server, other: Server): Promise<void> {
  const rows: number[][] = [];
  let growth = 1;
  for (const count of counts) {
    await server.order({ fill: count });
    const targets = { one: health(other), filled: health(server) };
    const { one, filled } = await load(targets, { callers: 16, rounds, seconds });
    growth = filled.p50 / one.p50;
    rows.push([count, ...cells(filled), one.p50, growth]);
  }
  const head = ['tokens', 'per second', 'p50 ms', 'p99 ms', 'p50 ms with one token, in turns', 'growth'];
  printTable(`Health with 16 callers, by tokens in the table, ${kind}`, head, rows);
  printTarget('growth of p50 with the most tokens', growth, { atMost: 1.2 });
}

async function benchAudit(kind: string, server: Server): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const callers of [1, 16, 64]) {
    const found: Record<'with' | 'without', number[]> = { with: [], without: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const audit of [true, false]) {
        await server.order({ audit });
        const { one } = await load({ one: health(server) }, { callers, rounds: 1, seconds });
        found[audit ? 'with' : 'without'].push(one.perSecond);
      }
    }
    const [withAudit, without] = [median(found.with), median(found.without)];
    rows.push([callers, withAudit, without, withAudit / without]);
  }
  await server.order({ audit: true });
  printTable(
    `What the audit log costs, ${kind}`,
    ['callers', 'with it, per second', 'without', 'ratio'],
    rows,
  );
}

async function benchStart(dataDir: string): Promise<void> {
  const found: { seconds: number; residentMb: number }[] = [];
  for (let round = 0; round < (quick ? 1 : 3); round += 1)
    found.push(await measureStart(dataDir, quick ? 2 : 10));
  const seconds = median(found.map((each) => each.seconds));
  const residentMb = median(found.map((each) => each.residentMb));
  printTable(
    'Start on an existing data folder',
    ['seconds to the first answer', 'resident MB at rest'],
    [[seconds, residentMb]],
  );
  printTarget('seconds to the first answer', seconds, { atMost: 3 });
  printTarget('resident MB at rest', residentMb, { atMost: 600 });
}

const folder = mkdtempSync(join(tmpdir(), 'knowmind-bench-'));
const dataDir = (name: string) => ({ KNOWMIND_DATA_DIR: join(folder, name) });
try {
  console.log(`Node ${process.version}, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}`);
  await benchVerification('embedded', dataDir('verify'));
  await benchHttp('embedded', dataDir('http'), dataDir('other'));
  await benchStart(join(folder, 'http'));
  await onPostgres(async (url, { version }) => {
    const on = (database: string): Env => ({ ...dataDir('none'), DATABASE_URL: database });
    await benchVerification(`PostgreSQL ${version}`, on(url));
    await onPostgres((other) => benchHttp(`PostgreSQL ${version}`, on(url), on(other)));
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
