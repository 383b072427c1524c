import { timingSafeEqual } from 'node:crypto';
import type { Output, ParsedInput, Scope } from '@knowmind/sdk';
import { v7 as uuid } from 'uuid';
import { appendEntry, toEntry } from '../audit/index.ts';
import type { CallContext, PersonActor } from '../context.ts';
import { AppError, invalid } from '../errors.ts';
import { listWorkspaces, personOf, scopesOfRole } from '../identity/index.ts';
import { toShownCallback } from './callback.ts';
import { consentCookie } from './configuration.ts';
import { type GrantKey, toGrantId } from './grants.ts';
import { toPlain } from './register.ts';
import {
  findClient,
  findRequest,
  insertGrant,
  type PendingRequest,
  putRequest,
  within,
} from './store/index.ts';

const minutes10 = 600_000;

/** Which application asks for what. Only in the browser that it sent here: the address alone shows nothing. */
export async function getConsent(
  ctx: CallContext,
  input: ParsedInput<'getConsent'>,
): Promise<Output<'getConsent'>> {
  const person = personOf(ctx);
  const request = await readRequest(ctx, input.uid);
  const client = await readClient(ctx, request);
  const memberships = await listWorkspaces(ctx.services.db, person.id);
  return {
    client: { name: client.name, host: client.host, registeredAt: client.registeredAt },
    redirectTo: toShownCallback(request.redirectUri),
    scopes: request.scopes,
    workspaces: memberships.map(({ id, name, role }) => ({
      id,
      name,
      role,
      scopes: [...scopesOfRole[role]],
    })),
    expiresAt: request.expiresAt.toISOString(),
  };
}

/** The person's answer. The grant is made here; the browser then fetches the code from the library. */
export async function decideConsent(
  ctx: CallContext,
  input: ParsedInput<'decideConsent'>,
): Promise<Output<'decideConsent'>> {
  const person = personOf(ctx);
  const request = await readRequest(ctx, input.uid);
  const { result, record } =
    input.decision === 'allow' ? await allow(ctx, input, request) : decline(ctx, person, request);
  // Of two answers at once one counts, and only that one leaves a trace.
  if (!(await putRequest(ctx.services.db, input.uid, { ...request.payload, result }))) throw gone();
  await record();
  return { continueTo: `${ctx.services.publicUrl()}/oauth/authorize/${input.uid}` };
}

type Decision = { result: Record<string, unknown>; record(): Promise<void> };

async function allow(
  ctx: CallContext,
  input: ParsedInput<'decideConsent'>,
  request: PendingRequest,
): Promise<Decision> {
  const { services } = ctx;
  const person = personOf(ctx);
  if (!input.workspaceId) throw invalid('workspaceId', 'Choose the workspace that the application may use.');
  const memberships = await listWorkspaces(services.db, person.id);
  const workspace = memberships.find(({ id }) => id === input.workspaceId);
  if (!workspace) throw new AppError('not_found', 'You are in no such workspace.');
  const scopes = toScopes(input.scopes ?? request.scopes, request.scopes, scopesOfRole[workspace.role]);
  const client = await readClient(ctx, request);
  const key: GrantKey = { workspaceId: workspace.id, grantId: uuid() };
  const actor: PersonActor = { ...person, role: workspace.role };
  return {
    result: { login: { accountId: person.id, remember: false }, consent: { grantId: toGrantId(key) } },
    record: () => saveGrant(ctx, { key, actor, request, client, scopes }),
  };
}

type NewGrant = {
  key: GrantKey;
  actor: PersonActor;
  request: PendingRequest;
  client: Client;
  scopes: Scope[];
};

async function saveGrant({ services, caller, now }: CallContext, grant: NewGrant): Promise<void> {
  const { key, actor, request, client, scopes } = grant;
  await within(services.db, key.workspaceId, async (tx) => {
    await insertGrant(tx, {
      workspace_id: key.workspaceId,
      id: key.grantId,
      person_id: actor.id,
      client_id: request.clientId,
      client_name: client.name,
      client_host: client.host,
      scopes,
      resources: request.resources,
      created_at: now,
      // Until its code is spent; what is given for the code prolongs it.
      expires_at: new Date(now.getTime() + minutes10),
    });
    const draft = {
      action: 'oauth.granted',
      target: { type: 'oauth_client', id: key.grantId, name: client.name },
      details: { scopes, host: client.host },
    };
    await appendEntry(tx, key.workspaceId, toEntry({ draft, at: now, actor, origin: caller }));
  });
}

/** What was chosen, of what was asked for, as far as the role reaches. */
function toScopes(chosen: readonly Scope[], asked: readonly Scope[], ofRole: readonly Scope[]): Scope[] {
  const foreign = chosen.find((scope) => !asked.includes(scope));
  if (foreign) throw invalid('scopes', `The application did not ask for "${foreign}".`);
  const scopes = chosen.filter((scope) => ofRole.includes(scope));
  if (scopes.length > 0) return scopes;
  throw new AppError('forbidden', 'Your role in this workspace cannot give what the application asks for.');
}

function decline(ctx: CallContext, actor: PersonActor, request: PendingRequest): Decision {
  const { services, caller, now } = ctx;
  return {
    result: { error: 'access_denied', error_description: 'the person declined' },
    async record() {
      if (!caller.workspace) return;
      const { name } = await readClient(ctx, request);
      const draft = { action: 'oauth.declined', target: { type: 'oauth_client', id: null, name } };
      await services.audit.record(caller.workspace.id, toEntry({ draft, at: now, actor, origin: caller }));
    },
  };
}

async function readRequest({ services, caller, now }: CallContext, uid: string): Promise<PendingRequest> {
  const { toConsentCookie } = await services.oauth();
  const expected = Buffer.from(toConsentCookie(uid));
  const given = Buffer.from(caller.readCookie?.(consentCookie) ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw gone();
  const request = await findRequest(services.db, uid, now);
  if (!request) throw gone();
  return request;
}

function gone(): AppError {
  return new AppError(
    'not_found',
    'There is no such request in this browser: it was answered, is older than an hour, or was begun elsewhere. Start again in the application.',
  );
}

type Client = { name: string; host: string | null; registeredAt: string | null };

async function readClient({ services }: CallContext, { clientId }: PendingRequest): Promise<Client> {
  const registered = await findClient(services.db, clientId, 'registered');
  const found = registered ?? (await findClient(services.db, clientId, 'document'));
  if (!found) throw gone();
  const host = registered ? null : new URL(clientId).host;
  const { client_name: given } = found.metadata;
  const name = typeof given === 'string' ? toPlain(given) : '';
  return {
    name: name || (host ?? clientId),
    host,
    registeredAt: registered?.created_at.toISOString() ?? null,
  };
}
