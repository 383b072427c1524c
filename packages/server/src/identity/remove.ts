import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { assertAnotherOwner, assertMayGiveRole, findMember } from './rules.ts';

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
  // The person's grants went with the membership.
  ctx.afterCommit.push(() => ctx.services.grants.forgetWorkspace(workspaceId));
  ctx.entry.target = { type: 'member', id: member.id, name: member.email };
  return { ok: true };
}
