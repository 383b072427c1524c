import type { Output, ParsedInput } from '@knowmind/sdk';
import { v7 as uuid } from 'uuid';
import type { Context } from '../context.ts';
import { assertMayGrant } from '../grant.ts';
import { insertSecret, type TokenRow } from './queries.ts';
import {
  assertFuture,
  assertName,
  assertNetworks,
  assertRoomForToken,
  assertWithinOwnBounds,
} from './rules.ts';
import { createSecret, hashSecret, toPrefix } from './secret.ts';
import { toToken } from './shape.ts';

/** Creates a token. The clear text is in this answer and nowhere else. */
export async function createToken(
  ctx: Context,
  input: ParsedInput<'createToken'>,
): Promise<Output<'createToken'>> {
  assertMayGrant(ctx, input.scopes);
  assertName(input.name);
  assertFuture(input.expiresAt, ctx.now);
  assertNetworks(input.networks);
  const expiresAt = input.expiresAt ? new Date(input.expiresAt) : null;
  assertWithinOwnBounds(ctx, { expiresAt, networks: input.networks });
  await assertRoomForToken(ctx);
  const secret = createSecret();
  const id = uuid();
  const row = await ctx.tx
    .insertInto('api_token')
    .values({
      workspace_id: ctx.workspace.id,
      id,
      name: input.name,
      prefix: toPrefix(secret),
      scopes: input.scopes,
      networks: input.networks,
      created_at: ctx.now,
      created_by: ctx.actor.type === 'person' ? ctx.actor.email : ctx.actor.name,
      expires_at: input.expiresAt ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await insertSecret(ctx.tx, ctx.workspace.id, id, {
    hash: hashSecret(secret),
    prefix: row.prefix,
    createdAt: ctx.now,
  });
  ctx.entry.target = { type: 'token', id, name: row.name };
  ctx.entry.details = detailsOf(row);
  return { ...toToken(row, ctx.now), token: secret };
}

function detailsOf(row: TokenRow) {
  return {
    prefix: row.prefix,
    scopes: row.scopes,
    networks: row.networks,
    expiresAt: row.expires_at?.toISOString() ?? null,
  };
}
