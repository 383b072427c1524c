import pg from 'pg';

const admin = process.env.KNOWMIND_BENCH_DATABASE_URL || 'postgres://postgres@127.0.0.1:5432/postgres';

let made = 0;

/** Runs `work` on a new database, dropped afterwards; where no PostgreSQL answers, says so and returns undefined. */
export async function onPostgres<T>(
  work: (url: string, database: { version: string; bytes(): Promise<number> }) => Promise<T>,
): Promise<T | undefined> {
  const client = new pg.Client({ connectionString: admin, connectionTimeoutMillis: 3000 });
  try {
    await client.connect();
  } catch {
    console.log('\nPostgreSQL is left out: none answers at KNOWMIND_BENCH_DATABASE_URL or 127.0.0.1:5432.');
    return undefined;
  }
  made += 1;
  const name = `knowmind_bench_${process.pid}_${made}`;
  await client.query(`CREATE DATABASE ${name}`);
  try {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    const url = new URL(admin);
    url.pathname = `/${name}`;
    const bytes = async () => {
      const size = await client.query<{ bytes: string }>('SELECT pg_database_size($1) AS bytes', [name]);
      return Number(size.rows[0]?.bytes);
    };
    return await work(url.href, { version: rows[0]?.server_version ?? '', bytes });
  } finally {
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await client.end();
  }
}
