import type { Output, ParsedInput } from '@knowmind/sdk';
import { v7 as uuid } from 'uuid';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { toInvitationLines, toInvitationMail } from '../mail/messages.ts';
import { findPersonByEmail } from './queries.ts';
import { assertMayGiveRole, assertRoom } from './rules.ts';
import { createLinkSecret, hash } from './secret.ts';

const days7 = 7 * 86_400_000;

/** Invites a person. Inviting them again sends a new link and ends the old one. */
export async function inviteMember(
  ctx: Context,
  input: ParsedInput<'inviteMember'>,
): Promise<Output<'inviteMember'>> {
  assertMayGiveRole(ctx, input.role);
  const workspaceId = ctx.workspace.id;
  await assertRoom(ctx.tx, workspaceId);
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
  else services.print(toInvitationLines(locale, email, workspace.name, link));
}
