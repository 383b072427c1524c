import { type Output, type ParsedInput, plans, type Role, type Scope } from '@knowmind/sdk';
import { v7 as uuid } from 'uuid';
import { appendEntry, toEntry } from '../audit/index.ts';
import type { CallContext, Context, Origin, PersonActor, Services, Workspace } from '../context.ts';
import { setSight, withSight } from '../db/tenant.ts';
import type { Tx } from '../db/types.ts';
import { AppError, notFound } from '../errors.ts';
import { assertWithinLimit } from '../limiter/index.ts';
import { findRole, findSession, type PersonRow, touchSession } from './queries.ts';
import { createLinkSecret, hash } from './secret.ts';

const days30 = 30 * 86_400;
const touchEveryMs = 60_000;
export const sessionCookie = 'knowmind_session';

export const scopesOfRole: Readonly<Record<Role, readonly Scope[]>> = {
  owner: ['read', 'write', 'admin'],
  admin: ['read', 'write', 'admin'],
  member: ['read', 'write'],
  viewer: ['read'],
};

/** Opens a session in the workspace and sets its cookie. The transaction must see the workspace. */
export async function openSession(
  ctx: CallContext,
  tx: Tx,
  person: PersonRow,
  workspace: Workspace,
): Promise<void> {
  const secret = createLinkSecret();
  const id = uuid();
  const expiresAt = new Date(ctx.now.getTime() + days30 * 1000);
  await tx
    .insertInto('session')
    .values({
      workspace_id: workspace.id,
      id,
      person_id: person.id,
      secret_hash: hash(secret),
      created_at: ctx.now,
      last_used_at: ctx.now,
      expires_at: expiresAt,
      ip: ctx.caller.ip,
      client: ctx.caller.client,
    })
    .execute();
  const member = await findRole(tx, workspace.id, person.id);
  if (!member) throw new AppError('forbidden', 'You are no member of this workspace.');
  const actor = {
    type: 'person',
    id: person.id,
    email: person.email,
    name: person.name,
    locale: person.locale,
    role: member.role,
    sessionId: id,
  } as const;
  const draft = { action: 'session.created', target: { type: 'session', id } };
  await appendEntry(tx, workspace.id, toEntry({ draft, at: ctx.now, actor, origin: ctx.caller }));
  ctx.cookies.set(sessionCookie, { value: secret, maxAgeSeconds: days30 });
}

export type SignedIn = { actor: PersonActor; workspace: Workspace; scopes: readonly Scope[] };

/** Recognises a session by its cookie; undefined when it ended or the person is no longer a member. */
export function verifySession(
  services: Services,
  secret: string,
  origin: Origin,
): Promise<SignedIn | undefined> {
  const secretHash = hash(secret);
  return withSight(services.db, { secretHash }, async (tx) => {
    const row = await findSession(tx, secretHash);
    const now = services.now();
    if (!row || row.expires_at <= now) return undefined;
    await setSight(tx, { workspaceId: row.workspace_id });
    const member = await findRole(tx, row.workspace_id, row.person_id);
    if (!member) return undefined;
    if (now.getTime() - row.last_used_at.getTime() > touchEveryMs) {
      await touchSession(tx, row.workspace_id, row.id, { at: now, ip: origin.ip, client: origin.client });
    }
    const { role } = member;
    const actor: PersonActor = {
      type: 'person',
      id: row.person_id,
      email: row.email,
      name: row.person_name,
      locale: row.locale,
      role,
      sessionId: row.id,
    };
    return {
      actor,
      workspace: { id: row.workspace_id, name: row.workspace_name, plan: row.plan },
      scopes: scopesOfRole[role],
    };
  });
}

export async function countSessionCall(
  services: Services,
  session: SignedIn,
): Promise<Record<string, string>> {
  const limit = services.config.callsPerMinute ?? plans[session.workspace.plan].sessionCallsPerMinute;
  if (limit === 0) return {};
  return assertWithinLimit(services.limiter, {
    key: `session:${session.actor.sessionId}`,
    limit,
    windowSeconds: 60,
    what: 'calls',
  });
}

export async function signOut(ctx: Context): Promise<Output<'signOut'>> {
  const { sessionId } = personOf(ctx);
  await ctx.tx
    .deleteFrom('session')
    .where('workspace_id', '=', ctx.workspace.id)
    .where('id', '=', sessionId)
    .execute();
  ctx.entry.target = { type: 'session', id: sessionId };
  ctx.cookies.set(sessionCookie, null);
  return { ok: true };
}

export async function listSessions(ctx: Context): Promise<Output<'listSessions'>> {
  const person = personOf(ctx);
  const rows = await ctx.tx
    .selectFrom('session')
    .selectAll()
    .where('workspace_id', '=', ctx.workspace.id)
    .where('person_id', '=', person.id)
    .where('expires_at', '>', ctx.now)
    .orderBy('last_used_at', 'desc')
    .execute();
  const items = rows.map((row) => ({
    id: row.id,
    current: row.id === person.sessionId,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    ip: row.ip,
    client: row.client,
  }));
  return { items, nextCursor: null };
}

export async function revokeSession(
  ctx: Context,
  input: ParsedInput<'revokeSession'>,
): Promise<Output<'revokeSession'>> {
  const person = personOf(ctx);
  const gone = await ctx.tx
    .deleteFrom('session')
    .where('workspace_id', '=', ctx.workspace.id)
    .where('person_id', '=', person.id)
    .where('id', '=', input.id)
    .executeTakeFirst();
  if (gone.numDeletedRows === 0n) throw notFound('session');
  ctx.entry.target = { type: 'session', id: input.id };
  if (input.id === person.sessionId) ctx.cookies.set(sessionCookie, null);
  return { ok: true };
}

export function personOf(ctx: { caller: CallContext['caller'] }): PersonActor {
  const { actor } = ctx.caller;
  if (actor?.type !== 'person') throw new AppError('forbidden', 'Only a signed-in person can do this.');
  return actor;
}
