import { type Scope, scopes } from '@knowmind/sdk';
import { sql } from 'kysely';
import type { Database } from '../../db/types.ts';
import { toHash } from './hash.ts';

type Payload = Record<string, unknown>;

export async function putPending(db: Database, id: string, payload: Payload, expiresAt: Date) {
  const values = { payload: JSON.stringify(payload), expires_at: expiresAt };
  await db
    .insertInto('oauth_pending')
    .values({ hash: toHash(id), ...values })
    .onConflict((conflict) => conflict.column('hash').doUpdateSet(values))
    .execute();
}

export async function findPending(db: Database, id: string, now: Date): Promise<Payload | undefined> {
  const row = await db
    .selectFrom('oauth_pending')
    .select('payload')
    .where('hash', '=', toHash(id))
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row?.payload;
}

/** Takes a running authorization away; of two who decide it at once one gets it. */
export async function takePending(db: Database, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('oauth_pending')
    .where('hash', '=', toHash(id))
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** An authorization that a person has not decided. */
export type PendingRequest = {
  payload: Payload;
  clientId: string;
  redirectUri: string;
  resources: string[];
  scopes: Scope[];
  expiresAt: Date;
};

/** Reads a running authorization as the library keeps it; undefined once it was decided. */
export async function findRequest(db: Database, uid: string, now: Date): Promise<PendingRequest | undefined> {
  const row = await db
    .selectFrom('oauth_pending')
    .select(['payload', 'expires_at'])
    .where('hash', '=', toHash(`Interaction ${uid}`))
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (!row || row.payload.result) return undefined;
  const { scope, resource, client_id, redirect_uri } = row.payload.params as Record<string, string>;
  const asked = (scope ?? '').split(' ');
  return {
    payload: row.payload,
    clientId: client_id ?? '',
    redirectUri: redirect_uri ?? '',
    resources: [resource ?? []].flat(),
    scopes: scopes.filter((each) => asked.includes(each)),
    expiresAt: row.expires_at,
  };
}

/** Keeps what a person decided; false where someone was faster. */
export async function putRequest(db: Database, uid: string, payload: Payload): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('oauth_pending')
    .set({ payload: JSON.stringify(payload) })
    .where('hash', '=', toHash(`Interaction ${uid}`))
    .where(sql<boolean>`NOT payload ? 'result'`)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
