import type { Output, ParsedInput } from '@knowmind/sdk';
import type { AdapterPayload } from 'oidc-provider';
import { appendEntry, toEntry } from '../audit/index.ts';
import type { Context, Origin, Services } from '../context.ts';
import { fromCursor, timePlace, toCursor } from '../cursor.ts';
import { AppError, notFound } from '../errors.ts';
import { deleteGrant, findGrant, selectGrants, within } from './store/index.ts';

export type GrantKey = { workspaceId: string; grantId: string };

/** The protocol library knows a grant by one text; it names the workspace that the grant's rows stand in. */
export function toGrantId({ workspaceId, grantId }: GrantKey): string {
  return `${workspaceId}.${grantId}`;
}

export function splitGrantId(id: string): GrantKey | undefined {
  const [workspaceId, grantId] = id.split('.');
  return workspaceId && grantId ? { workspaceId, grantId } : undefined;
}

/** A grant in the library's terms; undefined when it has ended. */
export async function readGrant(services: Services, key: GrantKey): Promise<AdapterPayload | undefined> {
  const row = await within(services.db, key.workspaceId, (tx) => findGrant(tx, key.workspaceId, key.grantId));
  if (!row || row.expires_at <= services.now()) return undefined;
  const scope = [...row.scopes, 'offline_access'].join(' ');
  return {
    kind: 'Grant',
    jti: toGrantId(key),
    accountId: row.person_id,
    clientId: row.client_id,
    openid: { scope },
    resources: Object.fromEntries(row.resources.map((resource) => [resource, scope])),
    iat: Math.floor(row.created_at.getTime() / 1000),
    exp: Math.ceil(row.expires_at.getTime() / 1000),
  };
}

/** Ends a grant and records why, in one transaction. The library ends one when a client gives it back or reuses a secret. */
export async function endGrant(
  services: Services,
  { workspaceId, grantId }: GrantKey,
  { action, origin }: { action: 'oauth.revoked' | 'oauth.reuse_refused'; origin: Origin | undefined },
): Promise<void> {
  await within(services.db, workspaceId, async (tx) => {
    const ended = await deleteGrant(tx, workspaceId, grantId);
    if (!ended) return;
    const draft = { action, target: { type: 'oauth_client', id: grantId, name: ended.client_name } };
    await appendEntry(tx, workspaceId, toEntry({ draft, at: services.now(), actor: null, origin }));
  });
  services.grants.forgetWorkspace(workspaceId);
}

export async function listOAuthClients(
  ctx: Context,
  input: ParsedInput<'listOAuthClients'>,
): Promise<Output<'listOAuthClients'>> {
  const before = input.cursor === undefined ? undefined : fromCursor(input.cursor, timePlace);
  const rows = await selectGrants(ctx.tx, ctx.workspace.id, {
    limit: input.limit + 1,
    now: ctx.now,
    ...toReach(ctx),
    ...(before ? { before } : {}),
  });
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => ({
      id: row.id,
      clientName: row.client_name,
      clientHost: row.client_host,
      person: { email: row.email },
      scopes: row.scopes,
      createdAt: row.created_at.toISOString(),
      lastUsedAt: row.last_used_at?.toISOString() ?? null,
      calls: Number(row.calls),
      expiresAt: row.expires_at.toISOString(),
    })),
    nextCursor: rows.length > input.limit && last ? toCursor([last.created_at.toISOString(), last.id]) : null,
  };
}

/** Ends a grant at once: the application's next call is refused. */
export async function disconnectOAuthClient(
  ctx: Context,
  input: ParsedInput<'disconnectOAuthClient'>,
): Promise<Output<'disconnectOAuthClient'>> {
  const { personId } = toReach(ctx);
  const grant = await findGrant(ctx.tx, ctx.workspace.id, input.id);
  if (!grant || (personId && grant.person_id !== personId)) throw notFound('OAuth client');
  await deleteGrant(ctx.tx, ctx.workspace.id, grant.id);
  ctx.entry.target = { type: 'oauth_client', id: grant.id, name: grant.client_name };
  ctx.afterCommit.push(() => ctx.services.grants.forgetWorkspace(ctx.workspace.id));
  return { ok: true };
}

/** Whose grants the caller may see and end: with the scope admin everyone's, a person else their own. */
function toReach({ caller, actor }: Context): { personId?: string } {
  if (caller.scopes.includes('admin')) return {};
  if (actor.type === 'person') return { personId: actor.id };
  throw new AppError('insufficient_scope', `"${actor.name}" lacks the scope "admin".`, {
    requiredScope: 'admin',
    headers: { 'WWW-Authenticate': 'Bearer error="insufficient_scope", scope="admin"' },
  });
}
