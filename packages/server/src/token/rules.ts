import { plans } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { AppError, invalid } from '../errors.ts';
import { assertPlan } from '../plan.ts';
import { maskTokens } from '../text/index.ts';
import { findNetwork } from './network.ts';
import { countActive, lockWorkspace } from './queries.ts';

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
