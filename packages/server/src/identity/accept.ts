import type { Output, ParsedInput } from '@knowmind/sdk';
import { v7 as uuid } from 'uuid';
import { appendEntry, toEntry } from '../audit/index.ts';
import type { CallContext } from '../context.ts';
import { setSight, withSight } from '../db/tenant.ts';
import type { Tx } from '../db/types.ts';
import { findRole, lockPlan, upsertPerson } from './queries.ts';
import { assertRoom, type Member } from './rules.ts';
import { hash } from './secret.ts';
import { openSession } from './session.ts';
import { countAttempt, linkInvalid } from './sign-in.ts';

/** The invitation's secret came by mail, so whoever has it owns the address. */
export async function acceptInvitation(
  ctx: CallContext,
  input: ParsedInput<'acceptInvitation'>,
): Promise<Output<'acceptInvitation'>> {
  const { services, caller, now } = ctx;
  await countAttempt(services, caller.ip);
  const secretHash = hash(input.secret);
  return withSight(services.db, { secretHash }, async (tx) => {
    const found = await tx
      .selectFrom('invitation')
      .selectAll()
      .where('secret_hash', '=', secretHash)
      .executeTakeFirst();
    if (!found) throw linkInvalid();
    await setSight(tx, { workspaceId: found.workspace_id });
    const workspaceId = found.workspace_id;
    // Before the invitation's row, as in inviting: in the other order the two could wait for each other.
    const plan = await lockPlan(tx, workspaceId);
    const invitation = await tx
      .deleteFrom('invitation')
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', found.id)
      .where('secret_hash', '=', secretHash)
      .where('expires_at', '>', now)
      .returning(['email', 'role'])
      .executeTakeFirst();
    if (!invitation) throw linkInvalid();
    const person = await upsertPerson(tx, { id: uuid(), email: invitation.email, locale: input.locale });
    await addMember(tx, { workspaceId, personId: person.id, role: invitation.role, now });
    const { name } = await tx
      .selectFrom('workspace')
      .select('name')
      .where('id', '=', workspaceId)
      .executeTakeFirstOrThrow();
    const workspace = { id: workspaceId, name, plan };
    const draft = {
      action: 'member.joined',
      target: { type: 'member', id: person.id, name: person.email },
      details: { role: invitation.role },
    };
    await appendEntry(tx, workspaceId, toEntry({ draft, at: now, actor: null, origin: caller }));
    await openSession(ctx, tx, person, workspace);
    return { workspace };
  });
}

type Joining = { workspaceId: string; personId: string; role: Member['role']; now: Date };

/** An invitation promises no room: the plan may have become smaller since. Who is a member already needs none. */
async function addMember(tx: Tx, { workspaceId, personId, role, now }: Joining): Promise<void> {
  if (await findRole(tx, workspaceId, personId)) return;
  await assertRoom(tx, workspaceId);
  await tx
    .insertInto('member')
    .values({ workspace_id: workspaceId, person_id: personId, role, joined_at: now })
    .execute();
}
