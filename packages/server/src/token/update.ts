import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { AppError, notFound } from '../errors.ts';
import { assertMayGrant } from '../grant.ts';
import { findToken, type TokenRow } from './queries.ts';
import {
  assertFuture,
  assertName,
  assertNetworks,
  assertRoomForToken,
  assertWithinOwnBounds,
} from './rules.ts';
import { stateOf, toToken } from './shape.ts';

/** Changes a token; the secret stays, and the change holds from the very next call. */
export async function updateToken(
  ctx: Context,
  input: ParsedInput<'updateToken'>,
): Promise<Output<'updateToken'>> {
  const { id, ...changes } = input;
  const before = await findToken(ctx.tx, ctx.workspace.id, id, true);
  if (!before) throw notFound('API token');
  if (before.revoked_at)
    throw new AppError('conflict', 'This token is revoked and cannot be changed. Create a new one.');
  if (changes.scopes)
    assertMayGrant(
      ctx,
      changes.scopes.filter((scope) => !before.scopes.includes(scope)),
    );
  assertName(input.name);
  assertFuture(changes.expiresAt, ctx.now);
  assertNetworks(changes.networks ?? []);
  assertNotWidened(ctx, before, changes);
  const wakes = stateOf(before, ctx.now) === 'expired' && changes.expiresAt !== undefined;
  if (wakes) await assertRoomForToken(ctx);
  const after = await save(ctx, before, changes);
  ctx.entry.target = { type: 'token', id, name: after.name };
  ctx.entry.details = { changed: whatChanged(before, after) };
  ctx.afterCommit.push(() => ctx.services.tokens.forgetWorkspace(ctx.workspace.id));
  return toToken(after, ctx.now);
}

function assertNotWidened(
  ctx: Context,
  before: TokenRow,
  { expiresAt, networks }: Omit<ParsedInput<'updateToken'>, 'id'>,
): void {
  const had = { expiresAt: before.expires_at, networks: before.networks };
  const date = expiresAt === undefined ? had.expiresAt : expiresAt === null ? null : new Date(expiresAt);
  assertWithinOwnBounds(ctx, { expiresAt: date, networks: networks ?? had.networks }, had);
}

function save(
  ctx: Context,
  before: TokenRow,
  changes: Omit<ParsedInput<'updateToken'>, 'id'>,
): Promise<TokenRow> {
  const newExpiry =
    changes.expiresAt === undefined
      ? {}
      : { expires_at: changes.expiresAt, expiry_notice: null, expiry_recorded: false };
  return ctx.tx
    .updateTable('api_token')
    .set({
      name: changes.name ?? before.name,
      scopes: changes.scopes ?? before.scopes,
      networks: changes.networks ?? before.networks,
      ...newExpiry,
    })
    .where('workspace_id', '=', ctx.workspace.id)
    .where('id', '=', before.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

function whatChanged(before: TokenRow, after: TokenRow) {
  const fields = ['name', 'scopes', 'networks', 'expires_at'] as const;
  const differing = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  return Object.fromEntries(differing.map((field) => [field, { from: before[field], to: after[field] }]));
}
