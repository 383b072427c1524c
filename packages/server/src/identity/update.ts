import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { assertAnotherOwner, assertMayGiveRole, findMember } from './rules.ts';

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
  ctx.afterCommit.push(() => ctx.services.grants.forgetWorkspace(ctx.workspace.id));
  ctx.entry.target = { type: 'member', id: before.id, name: before.email };
  ctx.entry.details = { role: { from: before.role, to: input.role } };
  return { ...before, role: input.role };
}
