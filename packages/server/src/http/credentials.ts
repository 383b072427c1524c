import type { Operation } from '@knowmind/sdk';
import type { Context as HonoContext } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Caller, Origin, Services } from '../context.ts';
import { AppError } from '../errors.ts';
import { browserCookie, countSessionCall, sessionCookie, verifySession } from '../identity/index.ts';
import { countGrantCall, isAccessToken, verifyAccessToken } from '../oauth/index.ts';
import { countTokenCall, verifyToken } from '../token/index.ts';

export type Authenticated = { caller: Caller; headers: Record<string, string> };

/** Who makes the request: a token in the header, a session in the cookie, or nobody. */
export function authenticate(
  services: Services,
  c: HonoContext,
  origin: Origin,
  operation: Operation,
): Promise<Authenticated> {
  const header = operation.access === 'public' ? undefined : c.req.header('authorization');
  return header === undefined ? byCookie(services, c, origin, operation) : byToken(services, header, origin);
}

async function byCookie(
  services: Services,
  c: HonoContext,
  origin: Origin,
  operation: Operation,
): Promise<Authenticated> {
  const readCookie = (name: string) => getCookie(c, name);
  const nobody = { ...toCaller(origin, noOne), browser: readCookie(browserCookie) ?? null, readCookie };
  if (operation.access === 'public') return { caller: nobody, headers: {} };
  const cookie = readCookie(sessionCookie);
  if (cookie === undefined) return { caller: nobody, headers: {} };
  const session = await verifySession(services, cookie, origin);
  if (!session) return { caller: nobody, headers: {} };
  const headers = await countSessionCall(services, session);
  return { caller: { ...nobody, ...session }, headers };
}

/** Who makes the request, by the header alone: a cookie counts on our own pages only. */
export async function authenticateByHeader(
  services: Services,
  c: HonoContext,
  origin: Origin,
): Promise<Authenticated> {
  const header = c.req.header('authorization');
  return header === undefined
    ? { caller: toCaller(origin, noOne), headers: {} }
    : byToken(services, header, origin);
}

type Who = Pick<Caller, 'actor' | 'workspace' | 'scopes'>;
const noOne: Who = { actor: null, workspace: null, scopes: [] };

/** Every call has one: it is written out, for object spread takes five times as long. */
function toCaller({ requestId, ip, client, browser }: Origin, { actor, workspace, scopes }: Who): Caller {
  return { requestId, ip, client, browser, actor, workspace, scopes };
}

const bearer = /^\s*bearer\s+(\S+)\s*$/i;

async function byToken(services: Services, header: string, origin: Origin): Promise<Authenticated> {
  const secret = bearer.exec(header)?.[1];
  if (secret === undefined) {
    throw new AppError('invalid_token', 'The header has to read "Authorization: Bearer kmt_…".', {
      headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
    });
  }
  if (isAccessToken(secret)) return byApplication(services, secret, origin);
  const token = await verifyToken(services, secret, origin);
  const headers = await countTokenCall(services, token);
  const { workspace, scopes } = token;
  const use = {
    workspaceId: workspace.id,
    tokenId: token.id,
    at: services.now(),
    ip: origin.ip,
    client: origin.client,
  };
  services.uses.note(use, null);
  const actor = {
    type: 'token',
    id: token.id,
    name: token.name,
    prefix: token.prefix,
    expiresAt: token.expiresAt,
    networks: token.networks,
  } as const;
  return { caller: toCaller(origin, { actor, workspace, scopes }), headers };
}

async function byApplication(services: Services, secret: string, origin: Origin): Promise<Authenticated> {
  const connected = await verifyAccessToken(services, secret);
  const headers = await countGrantCall(services, connected);
  services.grantUses.note(connected.workspace.id, connected.actor.id, services.now());
  return { caller: toCaller(origin, connected), headers };
}
