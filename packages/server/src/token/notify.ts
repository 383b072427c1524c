import type { Services } from '../context.ts';
import { inWorkspace } from '../db/tenant.ts';
import { type Notice, toNotice } from '../mail/messages.ts';

/**
 * Mails every owner and admin of the workspace, each in their language. False when the mail server took
 * none of it.
 */
export async function notifyOwners(
  services: Services,
  workspaceId: string,
  notice: Notice,
): Promise<boolean> {
  const people = await inWorkspace(services.db, workspaceId, (tx) =>
    tx
      .selectFrom('member')
      .innerJoin('person', 'person.id', 'member.person_id')
      .select(['person.email', 'person.locale'])
      .where('member.workspace_id', '=', workspaceId)
      .where('member.role', 'in', ['owner', 'admin'])
      .execute(),
  );
  let sent = people.length === 0 || !services.mail.enabled;
  for (const { email, locale } of people) {
    const text = toNotice(notice, locale, `${services.publicUrl()}/tokens`);
    if (await services.mail.send({ to: email, ...text })) sent = true;
  }
  return sent;
}
