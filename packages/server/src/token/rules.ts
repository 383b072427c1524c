import { plans } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { AppError, invalid } from '../errors.ts';
import { assertPlan } from '../plan.ts';
import { maskTokens } from '../text/index.ts';
import { findNetwork, isWithin } from './network.ts';
import { countActive, lockWorkspace } from './queries.ts';

export type Bounds = { expiresAt: Date | null; networks: readonly string[] };
const nowhere: Bounds = { expiresAt: new Date(0), networks: [] };

/** A token, or an application, makes none that lives longer, or works from elsewhere, than itself; what a token had already it may keep. */
export function assertWithinOwnBounds(ctx: Context, given: Bounds, before: Bounds = nowhere): void {
  if (ctx.actor.type === 'person') return;
  const { actor } = ctx;
  if (isLater(given.expiresAt, before.expiresAt) && isLater(given.expiresAt, actor.expiresAt))
    throw new AppError(
      'forbidden',
      `This token expires on ${actor.expiresAt?.toISOString()} and cannot give a later expiry, or none. Sign in to do that.`,
    );
  const had = before === nowhere ? [] : [before.networks];
  const within = [actor.networks, ...had].some((bounds) => bounds.length === 0);
  const known = [actor.networks, ...had].flat();
  const inside = given.networks.length > 0 && given.networks.every((network) => isWithin(network, known));
  if (!within && !inside)
    throw new AppError(
      'forbidden',
      'This token works from its networks only and cannot give others, or none. Sign in to do that.',
    );
}

function isLater(date: Date | null, than: Date | null): boolean {
  return than !== null && (date === null || date > than);
}

/** A secret pasted into the name would stand in every list. */
export function assertName(name: string | undefined): void {
  if (name && maskTokens(name) !== name)
    throw invalid('name', 'The name holds what looks like a token. Choose one that tells where it is used.');
}

export function assertFuture(expiresAt: string | null | undefined, now: Date): void {
  if (expiresAt && Date.parse(expiresAt) <= now.getTime()) {
    throw invalid('expiresAt', 'The expiry lies in the past. Choose a later time, or none.');
  }
}

export function assertNetworks(networks: readonly string[]): void {
  networks.forEach((network, index) => {
    const path = `networks.${index}`;
    const found = findNetwork(network);
    if (!found) throw invalid(path, 'This is not a network. Write it as 203.0.113.0/24 or 2001:db8::/32.');
    if (!found.exact)
      throw invalid(path, `This is an address inside a network. Did you mean ${found.network}?`);
  });
}

/** The plan has tokens, and there is room for one more. */
export async function assertRoomForToken(ctx: Context): Promise<void> {
  assertPlan(ctx.workspace.plan, (plan) => plans[plan].tokens, 'API tokens');
  const { active_token_limit } = await lockWorkspace(ctx.tx, ctx.workspace.id);
  const limit = active_token_limit ?? plans[ctx.workspace.plan].activeTokens;
  if ((await countActive(ctx.tx, ctx.workspace.id, ctx.now)) >= limit) {
    throw new AppError(
      'limit_reached',
      `The workspace has ${limit} active tokens, which is the limit. Revoke one first.`,
    );
  }
}
