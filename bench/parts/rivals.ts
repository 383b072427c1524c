import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { sql } from 'kysely';
import type { Database } from '../../packages/server/src/db/types.ts';

const role = 'knowmind_app';

/** better-auth's API key plugin with its tables in the given database, and one key to verify. */
export async function createBetterAuth(db: Database): Promise<() => Promise<boolean>> {
  const options = {
    secret: 'a secret of this benchmark and of nothing else',
    baseURL: 'http://localhost',
    database: { db, type: 'postgres' as const },
    emailAndPassword: { enabled: true },
    user: { modelName: 'peer_user' },
    session: { modelName: 'peer_session' },
    account: { modelName: 'peer_account' },
    verification: { modelName: 'peer_verification' },
    plugins: [apiKey({ rateLimit: { enabled: false }, schema: { apikey: { modelName: 'peer_key' } } })],
    telemetry: { enabled: false },
  };
  // The application's role makes no tables; PGlite has one connection, so this holds for the next statements.
  await sql`RESET ROLE`.execute(db);
  await (await getMigrations(options)).runMigrations();
  await sql.raw(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`).execute(db);
  await sql.raw(`SET ROLE ${role}`).execute(db);
  const auth = betterAuth(options);
  const { user } = await auth.api.signUpEmail({
    body: { email: 'bench@example.org', password: 'only for this benchmark', name: 'Bench' },
  });
  const { key } = await auth.api.createApiKey({ body: { userId: user.id, name: 'bench' } });
  return async () => {
    const { valid } = await auth.api.verifyApiKey({ body: { key } });
    if (!valid) throw new Error('better-auth refused its own key.');
    return valid;
  };
}
