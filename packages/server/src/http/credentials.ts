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
export async function authenticate(
  services: Services,
  c: HonoContext,
  origin: Origin,
  operation: Operation,
): Promise<Authenticated> {
  const readCookie = (name: string) => getCookie(c, name);
  const nobody = { ...toNobody(origin, readCookie(browserCookie) ?? null), readCookie };
  if (operation.access === 'public') return { caller: nobody, headers: {} };
  const header = c.req.header('authorization');
  if (header !== undefined) return byToken(services, header, nobody);
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
  const nobody = toNobody(origin, null);
  const header = c.req.header('authorization');
  return header === undefined ? { caller: nobody, headers: {} } : byToken(services, header, nobody);
}

function toNobody(origin: Origin, browser: string | null): Caller {
  return { ...origin, browser, actor: null, workspace: null, scopes: [] };
}

async function byToken(services: Services, header: string, nobody: Caller): Promise<Authenticated> {
  const [scheme, secret, ...rest] = header.trim().split(/\s+/);
  if (scheme?.toLowerCase() !== 'bearer' || !secret || rest.length > 0) {
    throw new AppError('invalid_token', 'The header has to read "Authorization: Bearer kmt_…".', {
      headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
    });
  }
  if (isAccessToken(secret)) return byApplication(services, secret, nobody);
  const token = await verifyToken(services, secret, nobody);
  const headers = await countTokenCall(services, token);
  const { workspace, scopes } = token;
  const use = {
    workspaceId: workspace.id,
    tokenId: token.id,
    at: services.now(),
    ip: nobody.ip,
    client: nobody.client,
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
  return { caller: { ...nobody, actor, workspace, scopes }, headers };
}

async function byApplication(services: Services, secret: string, nobody: Caller): Promise<Authenticated> {
  const connected = await verifyAccessToken(services, secret);
  const headers = await countGrantCall(services, connected);
  services.grantUses.note(connected.workspace.id, connected.actor.id, services.now());
  return { caller: { ...nobody, ...connected }, headers };
}
