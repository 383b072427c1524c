import { randomUUID } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import type { Context as HonoContext } from 'hono';
import type { Origin, Services } from '../context.ts';
import { AppError } from '../errors.ts';
import { isInNetworks } from '../token/index.ts';

export type Env = { Bindings: HttpBindings; Variables: { requestId: string } };

const safeRequestId = /^[\w.-]{8,64}$/;

export function readOrigin(services: Services, c: HonoContext<Env>): Origin {
  const client = c.req.header('user-agent')?.slice(0, 200) ?? null;
  return { requestId: c.get('requestId'), ip: readAddress(services, c), client, browser: null };
}

/** The client's own request id, when it is one and holds no token, or a new one. */
export function toRequestId(given: string | undefined): string {
  return given && safeRequestId.test(given) && !given.includes('kmt_') ? given : randomUUID();
}

/** X-Forwarded-For counts only as far as the operator's own proxies wrote it: from the right. */
function readAddress({ config }: Services, c: HonoContext<Env>): string | null {
  const peer = c.env.incoming.socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/i, '') ?? null;
  const forwarded = config.trustedProxies.length > 0 ? c.req.header('x-forwarded-for') : undefined;
  if (!forwarded || !peer || !isInNetworks(peer, config.trustedProxies)) return peer;
  const hops = forwarded
    .split(',')
    .map((hop) => hop.trim())
    .reverse();
  return hops.find((hop) => !isInNetworks(hop, config.trustedProxies)) ?? hops.at(-1) ?? peer;
}

const tokenForm = /kmt_[A-Za-z0-9_-]{48}/;

/** URLs end up in logs and histories, so a token in one is refused wherever it stands, before it is looked at. */
export function assertNoTokenInQuery(url: string): void {
  const start = url.indexOf('?');
  if (start === -1) return;
  const query = new URLSearchParams(url.slice(start));
  const named = query.has('token') || query.has('access_token');
  if (!named && ![...query].flat().some((text) => tokenForm.test(text))) return;
  throw new AppError(
    'token_in_query',
    'A token does not belong in the address. Send the header "Authorization: Bearer kmt_…". Revoke a token that stood in one.',
  );
}

/**
 * A browser sends cookies with requests that other sites make. A changing call by cookie has to come from
 * a page of our own, and so does a sign-in.
 */
export function assertOwnOrigin(services: Services, c: HonoContext<Env>, byCookie: boolean): void {
  const origin = c.req.header('origin');
  if (origin === undefined && !byCookie) return;
  const host = c.req.header('host');
  const own = origin !== undefined && (origin === services.config.publicUrl || hostOf(origin) === host);
  if (!own) throw new AppError('csrf_failed', 'This request did not come from a page of this server.');
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
