import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { toCredential } from '../credential.ts';
import { setSight } from '../db/tenant.ts';
import { selectMemberships } from './queries.ts';
import { personOf } from './session.ts';

/** Who is calling, and what they may do here. */
export async function getMe(ctx: Context): Promise<Output<'getMe'>> {
  const { actor, workspace, caller } = ctx;
  const scopes = [...caller.scopes];
  if (actor.type !== 'person') {
    const role = actor.type === 'oauth' ? actor.role : null;
    return { person: null, token: toCredential(actor), role, scopes, workspace, workspaces: [] };
  }
  await setSight(ctx.tx, { personId: actor.id });
  const workspaces = await selectMemberships(ctx.tx, actor.id);
  const person = { id: actor.id, email: actor.email, name: actor.name, locale: actor.locale };
  return { person, token: null, role: actor.role, scopes, workspace, workspaces };
}

export async function updateMe(ctx: Context, input: ParsedInput<'updateMe'>): Promise<Output<'updateMe'>> {
  const actor = personOf(ctx);
  await ctx.tx
    .updateTable('person')
    .set({ name: input.name === undefined ? actor.name : input.name, locale: input.locale ?? actor.locale })
    .where('id', '=', actor.id)
    .execute();
  ctx.entry.target = { type: 'person', id: actor.id };
  return { ok: true };
}
