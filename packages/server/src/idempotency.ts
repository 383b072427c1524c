import type { Tx } from './db/types.ts';
import { AppError } from './errors.ts';

type Request = { key: string; actorId: string; hash: string; at: Date };

const keptMs = 24 * 3600 * 1000;

/**
 * Claims the key for this transaction, or returns the answer that was given before.
 * A second caller with the same key waits here for the first one's transaction.
 */
export async function findAnswer(tx: Tx, workspaceId: string, request: Request): Promise<unknown> {
  const where = { workspace_id: workspaceId, actor_id: request.actorId, key: request.key };
  await tx
    .deleteFrom('idempotency')
    .where('workspace_id', '=', workspaceId)
    .where('actor_id', '=', request.actorId)
    .where('key', '=', request.key)
    .where('created_at', '<', new Date(request.at.getTime() - keptMs))
    .execute();
  const claimed = await tx
    .insertInto('idempotency')
    .values({ ...where, request_hash: request.hash })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (claimed.numInsertedOrUpdatedRows === 1n) return undefined;
  const row = await tx
    .selectFrom('idempotency')
    .select(['request_hash', 'answer'])
    .where('workspace_id', '=', workspaceId)
    .where('actor_id', '=', request.actorId)
    .where('key', '=', request.key)
    .executeTakeFirstOrThrow();
  if (row.request_hash !== request.hash) {
    throw new AppError(
      'idempotency_conflict',
      'This Idempotency-Key was used with another request. Use a new key.',
    );
  }
  if (row.answer === null) {
    throw new AppError(
      'idempotency_conflict',
      'This request was carried out; its answer held a secret, which is shown once.',
    );
  }
  return row.answer;
}

/** Keeps the answer beside the change it belongs to. An answer with a secret in it is not kept. */
export async function keepAnswer(
  tx: Tx,
  workspaceId: string,
  kept: Request & { answer: unknown },
): Promise<void> {
  const holdsSecret = typeof kept.answer === 'object' && kept.answer !== null && 'token' in kept.answer;
  if (holdsSecret) return;
  await tx
    .updateTable('idempotency')
    .set({ answer: JSON.stringify(kept.answer) })
    .where('workspace_id', '=', workspaceId)
    .where('actor_id', '=', kept.actorId)
    .where('key', '=', kept.key)
    .execute();
}
