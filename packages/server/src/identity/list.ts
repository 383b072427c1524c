import type { Output } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import type { Member } from './rules.ts';

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
