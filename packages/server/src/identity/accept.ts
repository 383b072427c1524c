import type { Output, ParsedInput } from '@knowmind/sdk';
import { v7 as uuid } from 'uuid';
import { appendEntry, toEntry } from '../audit/index.ts';
import type { CallContext } from '../context.ts';
import { setSight, withSight } from '../db/tenant.ts';
import { assertWithinLimit } from '../limiter/index.ts';
import { upsertPerson } from './queries.ts';
import { hash } from './secret.ts';
import { openSession } from './session.ts';
import { linkInvalid } from './sign-in.ts';

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
