import { type Output, plans } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import type { Tx } from '../db/types.ts';
import { AppError, notFound } from '../errors.ts';
import { assertMayGrant } from '../grant.ts';
import { assertPlan } from '../plan.ts';
import { countMembers, lockPlan } from './queries.ts';
import { scopesOfRole } from './session.ts';

export type Member = Output<'updateMember'>;

/** Only an owner makes or unmakes owners, and a token makes nobody who may do more than itself. */
export function assertMayGiveRole(ctx: Context, role: Member['role']): void {
  const isOwner = ctx.actor.type === 'person' && ctx.actor.role === 'owner';
  if (role === 'owner' && !isOwner)
    throw new AppError('forbidden', 'Only an owner can make someone an owner, or change one.');
  assertMayGrant(ctx, scopesOfRole[role]);
}

export async function assertAnotherOwner(ctx: Context, personId: string): Promise<void> {
  // The rows are locked: two owners who remove each other at once must not leave none.
  const owners = await ctx.tx
    .selectFrom('member')
    .select('person_id')
    .where('workspace_id', '=', ctx.workspace.id)
    .where('role', '=', 'owner')
    .orderBy('person_id')
    .forUpdate()
    .execute();
  if (owners.every((owner) => owner.person_id === personId)) {
    throw new AppError('conflict', 'This is the last owner. Make someone else an owner first.');
  }
}

/** The plan has room for one more member; counted under the workspace's lock, so that two at once are not one too many. */
export async function assertRoom(tx: Tx, workspaceId: string): Promise<void> {
  const workspacePlan = await lockPlan(tx, workspaceId);
  const count = await countMembers(tx, workspaceId);
  assertPlan(
    workspacePlan,
    (plan) => (plans[plan].members ?? Number.POSITIVE_INFINITY) > count,
    'another member',
  );
}

export async function findMember(ctx: Context, personId: string): Promise<Member> {
  const row = await ctx.tx
    .selectFrom('member')
    .innerJoin('person', 'person.id', 'member.person_id')
    .select(['person.id', 'person.email', 'person.name', 'member.role', 'member.joined_at'])
    .where('member.workspace_id', '=', ctx.workspace.id)
    .where('person.id', '=', personId)
    .executeTakeFirst();
  if (!row) throw notFound('member');
  const { joined_at, ...rest } = row;
  return { ...rest, joinedAt: joined_at.toISOString(), status: 'active' };
}
