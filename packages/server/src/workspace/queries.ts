import { sql } from 'kysely';
import type { Database, Tx } from '../db/types.ts';

export type Usage = { memories: number; members: number; activeTokens: number };

export async function countUsage(tx: Tx, workspaceId: string, now: Date): Promise<Usage> {
  const { rows } = await sql<Usage>`SELECT
    (SELECT count(*)::int FROM memory WHERE workspace_id = ${workspaceId} AND valid_to IS NULL) AS memories,
    (SELECT count(*)::int FROM member WHERE workspace_id = ${workspaceId}) AS members,
    (SELECT count(*)::int FROM api_token WHERE workspace_id = ${workspaceId} AND revoked_at IS NULL
      AND (expires_at IS NULL OR expires_at > ${now})) AS "activeTokens"`.execute(tx);
  return rows[0] ?? { memories: 0, members: 0, activeTokens: 0 };
}

const dayMs = 86_400_000;

export function selectWorkspaces(db: Database) {
  return db.selectFrom('workspace').select(['id', 'plan']).orderBy('id').execute();
}

export async function deleteEnded(tx: Tx, workspaceId: string, now: Date): Promise<void> {
  const yesterday = new Date(now.getTime() - dayMs);
  await tx
    .deleteFrom('idempotency')
    .where('workspace_id', '=', workspaceId)
    .where('created_at', '<', yesterday)
    .execute();
  await tx
    .deleteFrom('session')
    .where('workspace_id', '=', workspaceId)
    .where('expires_at', '<', now)
    .execute();
}

export async function deleteEndedGlobally(db: Database, now: Date): Promise<void> {
  const yesterday = new Date(now.getTime() - dayMs);
  await db.deleteFrom('sign_in_link').where('expires_at', '<', yesterday).execute();
  await db.deleteFrom('call_window').where('started_at', '<', yesterday).execute();
}
