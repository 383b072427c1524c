import { randomUUID as uuid } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type App, startApp } from '../packages/server/src/app.ts';
import { selectEntries, toEntry } from '../packages/server/src/audit/index.ts';
import { readConfig } from '../packages/server/src/config.ts';
import { vacuum } from '../packages/server/src/db/connect.ts';
import { inWorkspace } from '../packages/server/src/db/tenant.ts';
import { race } from './parts/measure.ts';
import { printTable } from './parts/report.ts';
import { createTenant, type Tenant } from './parts/tenant.ts';

const quick = process.argv.includes('--quick');
const total = quick ? 100_000 : 1_000_000;
const rounds = quick ? 1 : 5;
const names = ['one index of ranges', 'two B-trees'] as const;
type Name = (typeof names)[number];
type Log = { app: App; tenant: Tenant };

async function start(folder: string): Promise<Log> {
  const env = { KNOWMIND_LOG_LEVEL: 'error', KNOWMIND_DATA_DIR: folder };
  const app = await startApp(readConfig({ port: '0' }, env), {
    print: () => undefined,
    writeLog: (line) => process.stderr.write(line),
  });
  return { app, tenant: await createTenant(app) };
}

/** The indexes that there were before: they say where each entry of an action and of an actor is. */
const toBTrees = [
  sql`DROP INDEX audit_entry_ranges`,
  sql`CREATE INDEX audit_entry_actor ON audit_entry (workspace_id, actor_id, seq)`,
  sql`CREATE INDEX audit_entry_action ON audit_entry (workspace_id, action, seq)`,
];

const asOwner = sql`RESET ROLE`;
const asApplication = sql`SET ROLE knowmind_app`;

/** Calls of 300 tokens, one every two seconds: nine in ten recall, one in ten stores; few do something else. */
async function fill({ app, tenant: { workspaceId } }: Log): Promise<void> {
  const { db } = app.services;
  await asOwner.execute(db);
  await sql`
    INSERT INTO audit_entry (workspace_id, seq, id, at, action, actor_type, actor_id, scope, request_id, result, actor_name,
      actor_prefix, ip, client, salt, private_hash, hash)
    SELECT ${workspaceId}, n, gen_random_uuid(), now() - (${total} - n) * interval '2 seconds',
      CASE WHEN n % 50000 = 7 THEN 'token.created' WHEN n % 10 = 0 THEN 'memory.created' ELSE 'memory.recalled' END, 'token',
      CASE WHEN n % 20011 = 5 THEN 'a rare one' ELSE 'one of 300, number ' || n % 300 END, 'read', gen_random_uuid()::text,
      'ok', 'ci', 'kmt_abcdefgh', '127.0.0.1', 'curl/8.5.0', gen_random_uuid()::text, repeat('ab', 32), sha256(n::text::bytea)
    FROM generate_series(100, ${total}::int) n`.execute(db);
  await sql`UPDATE audit_head SET seq = ${total} WHERE workspace_id = ${workspaceId}`.execute(db);
  await vacuum(db);
  await asApplication.execute(db);
}

async function megabytes({ app }: Log): Promise<number[]> {
  const { rows } = await sql<{ entries: number; found: number }>`
    SELECT pg_table_size('audit_entry') / 1e6 AS entries, sum(pg_relation_size(indexrelid)) / 1e6 AS found
    FROM pg_index WHERE indrelid = 'audit_entry'::regclass AND NOT indisprimary`.execute(app.services.db);
  return [Number(rows[0]?.entries), Number(rows[0]?.found)];
}

/** Microseconds of an entry beside those that there are, in batches as many callers at once make them. */
async function benchEntries(logs: Record<Name, Log>): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const batch of [1, 16, 62]) {
    const write = ({ app, tenant: { workspaceId } }: Log) => {
      const origin = { requestId: uuid(), ip: '127.0.0.1', client: 'curl/8.5.0' };
      const draft = { action: 'memory.recalled' };
      const entries = Array.from({ length: batch }, () =>
        toEntry({ draft, at: new Date(), actor: null, origin }),
      );
      return Promise.all(entries.map((entry) => app.services.audit.record(workspaceId, entry)));
    };
    const rivals = { [names[0]]: () => write(logs[names[0]]), [names[1]]: () => write(logs[names[1]]) };
    const found = await race(rivals, { rounds, ms: quick ? 500 : 2000 });
    const [ranges, trees] = names.map((name) => 1e6 / ((found[name] ?? Number.NaN) * batch));
    rows.push([batch, ranges ?? 0, trees ?? 0, (ranges ?? 0) / (trees ?? 0)]);
  }
  const head = ['entries at once', ...names.map((name) => `µs an entry, ${name}`), 'ratio'];
  printTable('What an entry of the audit log costs, embedded', head, rows);
}

const filters: Record<string, { action?: string; actorId?: string }> = {
  'the newest': {},
  'an action that is common': { action: 'memory.recalled' },
  'an action, twenty entries': { action: 'token.created' },
  'an action without entries': { action: 'token.revoked' },
  'a group of actions, without entries': { action: 'webhook' },
  'one of 300 actors': { actorId: 'one of 300, number 1' },
  'an actor, fifty entries': { actorId: 'a rare one' },
};

async function benchFilters(logs: Record<Name, Log>): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const [what, filter] of Object.entries(filters)) {
    const list = ({ app: { services }, tenant: { workspaceId } }: Log) =>
      inWorkspace(services.db, workspaceId, (tx) => selectEntries(tx, workspaceId, filter, { limit: 51 }));
    const rivals = { [names[0]]: () => list(logs[names[0]]), [names[1]]: () => list(logs[names[1]]) };
    const found = await race(rivals, { rounds, ms: 500 });
    rows.push([what, ...names.map((name) => 1000 / (found[name] ?? Number.NaN))]);
  }
  const head = ['50 entries of', ...names.map((name) => `ms, ${name}`)];
  printTable(`Finding among ${total.toLocaleString('en')} entries, embedded`, head, rows);
  const sizes = await Promise.all(names.map(async (name) => [name, ...(await megabytes(logs[name]))]));
  printTable('Room', ['', 'MB of entries', 'MB of what finds them'], sizes);
}

const folder = mkdtempSync(join(tmpdir(), 'knowmind-bench-'));
try {
  console.log(`Node ${process.version}, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}`);
  const logs: Record<Name, Log> = {
    'one index of ranges': await start(join(folder, 'ranges')),
    'two B-trees': await start(join(folder, 'trees')),
  };
  const { db } = logs['two B-trees'].app.services;
  await asOwner.execute(db);
  for (const statement of toBTrees) await statement.execute(db);
  await asApplication.execute(db);
  for (const name of names) await fill(logs[name]);
  await benchFilters(logs);
  await benchEntries(logs);
  for (const name of names) await logs[name].app.stop();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
