import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { createSecret } from '../packages/server/src/token/secret.ts';
import { createTenant, databaseUrl, makeFolder, request, startTestApp } from './harness.ts';

const hour = 3_600_000;

/** Every text of every table, as a superuser sees it. */
async function readTables(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    const parts = [];
    for (const { name } of tables) {
      const { rows } = await client.query(`SELECT row_to_json(t)::text AS row FROM ${name} t`);
      parts.push(...rows.map(({ row }) => String(row)));
    }
    return parts.join('\n');
  } finally {
    await client.end();
  }
}

/** Every byte of every file of the folder. */
function readFiles(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}

test('no clear text stays: not in the database, the log, the audit log or an error', async () => {
  const folder = makeFolder();
  const app = await startTestApp({ KNOWMIND_LOG_LEVEL: 'trace' }, folder);
  const secrets: string[] = [];
  const answers: string[] = [];
  let audit = '';
  try {
    const tenant = await createTenant(app);
    secrets.push(tenant.token);
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    const call = async (
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = bearer(tenant.token),
    ) => {
      const answer = await request(app, method, path, body, headers);
      const shown = typeof answer.body?.token === 'string' ? answer.body.token : undefined;
      if (shown?.startsWith('kmt_')) secrets.push(shown);
      else answers.push(answer.text, JSON.stringify([...answer.headers]));
      return answer;
    };
    const made = (await call('POST', '/api/v1/tokens', { name: 'first', scopes: ['read'] })).body;
    await call('GET', '/api/health', undefined, bearer(made.token));
    await call('POST', '/api/v1/memory/entries', { content: `The token is ${made.token}` });
    await call('POST', '/api/v1/memory/entries', { content: 'note' }, bearer(made.token));
    await call('POST', '/api/v1/memory/recall', { query: made.token });
    await call('GET', `/api/health?token=${made.token}`);
    await call('GET', `/api/v1/${made.token}`);
    await call('POST', '/api/v1/tokens', { name: made.token.repeat(3), scopes: [made.token] });
    await call('POST', '/api/v1/tokens', `{"name": "${made.token}`, {
      ...bearer(tenant.token),
      'x-request-id': made.token,
    });
    expect((await call('POST', '/api/v1/tokens', { name: made.token, scopes: ['read'] })).status).toBe(400);
    expect((await call('PATCH', `/api/v1/tokens/${made.id}`, { name: made.token })).status).toBe(400);
    await call('GET', '/api/health', undefined, { ...bearer(tenant.token), 'user-agent': made.token });
    const rotated = (await call('POST', `/api/v1/tokens/${made.id}/rotate`, { graceDays: 0 })).body;
    await call('GET', '/api/health', undefined, bearer(rotated.token));
    app.clock.ms += hour;
    await call('GET', '/api/health', undefined, bearer(made.token));
    await call('GET', '/api/health', undefined, bearer(`${made.token}x`));
    const stranger = createSecret();
    secrets.push(stranger);
    await call('GET', '/api/health', undefined, bearer(stranger));
    const leaked = (await call('POST', '/api/v1/tokens', { name: 'leaked', scopes: ['read'] })).body;
    await call('POST', '/api/v1/tokens/revoke-leaked', { token: leaked.token }, {});
    await app.services.settle();
    await call('GET', '/api/health', undefined, bearer(leaked.token));
    await call('DELETE', `/api/v1/tokens/${made.id}`);
    await call('GET', '/api/v1/tokens');
    audit = (await call('GET', '/api/v1/audit/export?format=jsonl')).text;
    expect(audit).toContain('token.old_secret_refused');
    expect(audit).toContain('token.revoked');
    expect(secrets.length).toBeGreaterThanOrEqual(5);
  } finally {
    await app.stop();
  }
  const places: Record<string, string> = {
    database: databaseUrl ? await readTables(databaseUrl) : readFiles(folder),
    log: app.logged.join('\n'),
    output: app.printed.join('\n'),
    audit,
    answers: answers.join('\n'),
  };
  expect(places.database?.length).toBeGreaterThan(1000);
  for (const [place, text] of Object.entries(places)) {
    for (const secret of secrets) {
      // The middle of the secret too: a masked or cut-off one would still tell most of it.
      expect(text.includes(secret), place).toBe(false);
      expect(text.includes(secret.slice(16, 40)), place).toBe(false);
    }
  }
});
