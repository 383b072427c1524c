import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { StartError } from '../errors.ts';
import { openEmbedded } from './embedded.ts';
import { hasVectors, migrate } from './migrate.ts';
import type { Database, Tables } from './types.ts';
import { createSocket } from './wire.ts';

/** An open, migrated database. */
export type Connection = {
  db: Database;
  kind: 'embedded' | 'server';
  /** Whether the database can keep vectors. */
  vectors: boolean;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

const applicationRole = 'knowmind_app';
/** What every connection of the application is set to; an index of vectors is read on until enough pass the filter. */
const settings = { role: applicationRole, 'hnsw.iterative_scan': 'relaxed_order', 'hnsw.ef_search': '80' };

/** Opens the server at `databaseUrl`, or else the embedded database in `dataDir`, and migrates it. */
export function connect(options: { databaseUrl?: string | undefined; dataDir: string }): Promise<Connection> {
  return options.databaseUrl ? connectServer(options.databaseUrl) : connectEmbedded(options.dataDir);
}

async function connectEmbedded(dataDir: string): Promise<Connection> {
  const embedded = await openEmbedded(dataDir);
  try {
    // PGlite has one connection: a query on the outer `db` inside a transaction waits for itself,
    // and the time limit makes that mistake visible.
    const options = { max: 1, idleTimeoutMillis: 0, connectionTimeoutMillis: 30_000 };
    const stream = () => createSocket(embedded.exchange);
    await prepare(new pg.Pool({ ...options, stream }));
    const pool = new pg.Pool({ ...options, stream });
    // The first query of the connection: all others are made in the application's role.
    const set = Object.entries(settings).map(([name, value]) => `SET ${name} = ${value}`);
    pool.on('connect', (client) => void client.query(set.join('; ')));
    pool.on('error', () => undefined);
    const db = toKysely(pool);
    return {
      db,
      kind: 'embedded',
      vectors: await hasVectors(db),
      ping: () => ping(db),
      async close() {
        await db.destroy();
        await embedded.close();
      },
    };
  } catch (error) {
    await embedded.close();
    throw error;
  }
}

async function connectServer(databaseUrl: string): Promise<Connection> {
  const options = { connectionString: databaseUrl, connectionTimeoutMillis: 10_000, max: 20 };
  await assertReachable(options.connectionString);
  await prepare(new pg.Pool({ ...options, max: 2 }));
  const set = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const pool = new pg.Pool({ ...options, options: set.join(' ') });
  pool.on('error', () => undefined); // an idle connection that breaks is replaced at the next query
  const db = toKysely(pool);
  const vectors = await hasVectors(db);
  return { db, kind: 'server', vectors, ping: () => ping(db), close: () => db.destroy() };
}

/** Whatever keeps a first connection from being made is the operator's to mend; the password is not repeated. */
async function assertReachable(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    const reason = error instanceof Error ? error.message || ('code' in error && error.code) : error;
    throw new StartError(
      `The database at ${new URL(connectionString).host} cannot be reached (${reason}). Check DATABASE_URL, and whether that server runs.`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Migrates, and makes the role that row-level security binds: no superuser, no BYPASSRLS. */
async function prepare(pool: pg.Pool): Promise<void> {
  const db = toKysely(pool);
  try {
    await migrate(db, applicationRole);
  } finally {
    await db.destroy();
  }
}

function toKysely(pool: pg.Pool): Database {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

async function ping(db: Database): Promise<void> {
  await sql`SELECT 1`.execute(db);
}

/** Frees the room of rows that are gone and counts what is there, by which queries are planned. */
export async function vacuum(db: Database): Promise<void> {
  await sql`VACUUM (ANALYZE)`.execute(db);
}

/**
 * The same for the tables of which a fifth has changed, as a database server does by itself: the planner may read
 * whole tables of which it knows nothing. A crash loses the count of changes, and then a table seems emptier than it is.
 */
export async function vacuumChanged(db: Database): Promise<void> {
  const { rows } = await sql<{ table: string }>`
    SELECT relid::regclass::text AS table FROM pg_stat_user_tables JOIN pg_class ON pg_class.oid = relid
    WHERE n_mod_since_analyze + n_dead_tup > 200 + n_live_tup / 5 OR n_live_tup < reltuples / 2`.execute(db);
  for (const { table } of rows) await sql`VACUUM (ANALYZE) ${sql.table(table)}`.execute(db);
}
