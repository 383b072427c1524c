import { type Output, type ParsedInput, plans } from '@knowmind/sdk';
import { v7 as uuid } from 'uuid';
import { appendEntry, toEntry } from '../audit/index.ts';
import type { CallContext, Context } from '../context.ts';
import { setSight, withSight } from '../db/tenant.ts';
import { AppError, notFound } from '../errors.ts';
import { assertWithinLimit } from '../limiter/index.ts';
import { toInvitationMail } from '../mail/messages.ts';
import { assertPlan } from '../plan.ts';
import { findPersonByEmail, upsertPerson } from './queries.ts';
import { createLinkSecret, hash } from './secret.ts';
import { openSession } from './session.ts';
import { linkInvalid } from './sign-in.ts';

const days7 = 7 * 86_400_000;
type Member = Output<'updateMember'>;

export async function listMembers(ctx: Context): Promise<Output<'listMembers'>> {
  const workspaceId = ctx.workspace.id;
  const members = await ctx.tx
    .selectFrom('member')
    .innerJoin('person', 'person.id', 'member.person_id')
    .select(['person.id', 'person.email', 'person.name', 'member.role', 'member.joined_at'])
    .where('member.workspace_id', '=', workspaceId)
    .orderBy('member.joined_at')
    .execute();
  const invitations = await ctx.tx
    .selectFrom('invitation')
    .select(['id', 'email', 'role'])
    .where('workspace_id', '=', workspaceId)
    .where('expires_at', '>', ctx.now)
    .orderBy('created_at')
    .execute();
  const items: Member[] = [
    ...members.map(({ joined_at, ...row }) => ({
      ...row,
      joinedAt: joined_at.toISOString(),
      status: 'active' as const,
    })),
    ...invitations.map((row) => ({ ...row, name: null, joinedAt: null, status: 'invited' as const })),
  ];
  return { items, nextCursor: null };
}

/** Invites a person. Inviting them again sends a new link and ends the old one. */
export async function inviteMember(
  ctx: Context,
  input: ParsedInput<'inviteMember'>,
): Promise<Output<'inviteMember'>> {
  assertMayGiveRole(ctx, input.role);
  const workspaceId = ctx.workspace.id;
  await assertRoom(ctx);
  const person = await findPersonByEmail(ctx.tx, input.email);
  const member =
    person &&
    (await ctx.tx
      .selectFrom('member')
      .select('role')
      .where('workspace_id', '=', workspaceId)
      .where('person_id', '=', person.id)
      .executeTakeFirst());
  if (member) throw new AppError('conflict', 'This person is already a member.');
  const secret = createLinkSecret();
  const values = {
    role: input.role,
    secret_hash: hash(secret),
    expires_at: new Date(ctx.now.getTime() + days7),
  };
  const row = await ctx.tx
    .insertInto('invitation')
    .values({ workspace_id: workspaceId, id: uuid(), email: input.email, ...values })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'email']).doUpdateSet(values))
    .returning(['id', 'email', 'role'])
    .executeTakeFirstOrThrow();
  ctx.entry.target = { type: 'member', id: row.id, name: row.email };
  ctx.entry.details = { role: row.role };
  ctx.afterCommit.push(() => ctx.services.background(() => sendInvitation(ctx, input.email, secret)));
  return { ...row, name: null, joinedAt: null, status: 'invited' };
}

async function sendInvitation(
  { services, workspace, actor }: Context,
  email: string,
  secret: string,
): Promise<void> {
  const link = `${services.publicUrl()}/sign-in#invitation=${secret}`;
  const locale = actor.type === 'person' ? actor.locale : 'en';
  if (services.mail.enabled)
    await services.mail.send({ to: email, ...toInvitationMail(locale, workspace.name, link) });
  else services.print(`Invitation for ${email} to "${workspace.name}" (7 days):\n  ${link}`);
}

/** The invitation's secret came by mail, so whoever has it owns the address. */
export async function acceptInvitation(
  ctx: CallContext,
  input: ParsedInput<'acceptInvitation'>,
): Promise<Output<'acceptInvitation'>> {
  const { services, caller, now } = ctx;
  await assertWithinLimit(services.limiter, {
    key: `spend-ip:${caller.ip}`,
    limit: 60,
    windowSeconds: 600,
    what: 'attempts',
  });
  const secretHash = hash(input.secret);
  return withSight(services.db, { secretHash }, async (tx) => {
    const found = await tx
      .selectFrom('invitation')
      .selectAll()
      .where('secret_hash', '=', secretHash)
      .executeTakeFirst();
    if (!found) throw linkInvalid();
    await setSight(tx, { workspaceId: found.workspace_id });
    const invitation = await tx
      .deleteFrom('invitation')
      .where('workspace_id', '=', found.workspace_id)
      .where('id', '=', found.id)
      .where('expires_at', '>', now)
      .returningAll()
      .executeTakeFirst();
    if (!invitation) throw linkInvalid();
    const person = await upsertPerson(tx, { id: uuid(), email: invitation.email, locale: input.locale });
    await tx
      .insertInto('member')
      .values({
        workspace_id: invitation.workspace_id,
        person_id: person.id,
        role: invitation.role,
        joined_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const workspace = await tx
      .selectFrom('workspace')
      .select(['id', 'name', 'plan'])
      .where('id', '=', invitation.workspace_id)
      .executeTakeFirstOrThrow();
    const draft = {
      action: 'member.joined',
      target: { type: 'member', id: person.id, name: person.email },
      details: { role: invitation.role },
    };
    await appendEntry(tx, workspace.id, toEntry({ draft, at: now, actor: null, origin: caller }));
    await openSession(ctx, tx, person, workspace);
    return { workspace };
  });
}

export async function updateMember(
  ctx: Context,
  input: ParsedInput<'updateMember'>,
): Promise<Output<'updateMember'>> {
  assertMayGiveRole(ctx, input.role);
  const before = await findMember(ctx, input.id);
  if (before.role === 'owner') {
    assertMayGiveRole(ctx, 'owner');
    if (input.role !== 'owner') await assertAnotherOwner(ctx, input.id);
  }
  await ctx.tx
    .updateTable('member')
    .set({ role: input.role })
    .where('workspace_id', '=', ctx.workspace.id)
    .where('person_id', '=', input.id)
    .execute();
  ctx.entry.target = { type: 'member', id: before.id, name: before.email };
  ctx.entry.details = { role: { from: before.role, to: input.role } };
  return { ...before, role: input.role };
}

/** Removes a member, with their sessions in this workspace, or withdraws an invitation. */
export async function removeMember(
  ctx: Context,
  input: ParsedInput<'removeMember'>,
): Promise<Output<'removeMember'>> {
  const workspaceId = ctx.workspace.id;
  const withdrawn = await ctx.tx
    .deleteFrom('invitation')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', input.id)
    .returning('email')
    .executeTakeFirst();
  if (withdrawn) {
    ctx.entry.target = { type: 'invitation', id: input.id, name: withdrawn.email };
    return { ok: true };
  }
  const member = await findMember(ctx, input.id);
  if (member.role === 'owner') {
    assertMayGiveRole(ctx, 'owner');
    await assertAnotherOwner(ctx, input.id);
  }
  await ctx.tx
    .deleteFrom('session')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', input.id)
    .execute();
  await ctx.tx
    .deleteFrom('member')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', input.id)
    .execute();
  ctx.entry.target = { type: 'member', id: member.id, name: member.email };
  return { ok: true };
}

/** Only an owner makes or unmakes owners. */
function assertMayGiveRole(ctx: Context, role: Member['role']): void {
  const isOwner = ctx.actor.type === 'person' && ctx.actor.role === 'owner';
  if (role === 'owner' && !isOwner)
    throw new AppError('forbidden', 'Only an owner can make someone an owner, or change one.');
}

async function assertAnotherOwner(ctx: Context, personId: string): Promise<void> {
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

async function assertRoom(ctx: Context): Promise<void> {
  const members = await ctx.tx
    .selectFrom('member')
    .select('person_id')
    .where('workspace_id', '=', ctx.workspace.id)
    .limit(2)
    .execute();
  const count = members.length;
  assertPlan(
    ctx.workspace.plan,
    (plan) => (plans[plan].members ?? Number.POSITIVE_INFINITY) > count,
    'another member',
  );
}

async function findMember(ctx: Context, personId: string): Promise<Member> {
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
