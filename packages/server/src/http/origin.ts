import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
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

/**
 * X-Forwarded-For counts only as far as the operator's own proxies wrote it: from the right, up to the first
 * part that is no address, for what stands left of it anyone may have written.
 */
function readAddress({ config }: Services, c: HonoContext<Env>): string | null {
  const peer = toAddress(c.env.incoming.socket.remoteAddress ?? '') ?? null;
  const forwarded = config.trustedProxies.length > 0 ? c.req.header('x-forwarded-for') : undefined;
  if (!forwarded || !peer || !isInNetworks(peer, config.trustedProxies)) return peer;
  let client = peer;
  for (const hop of forwarded.split(',').reverse()) {
    const address = toAddress(hop.trim());
    if (address === undefined) return client;
    client = address;
    if (!isInNetworks(address, config.trustedProxies)) return client;
  }
  return client;
}

/** The plain address out of `192.0.2.1:4711`, `[2001:db8::1]:4711`, `::ffff:192.0.2.1` or `fe80::1%eth0`. */
export function toAddress(text: string): string | undefined {
  if (isIP(text) === 4) return text;
  const inner = /^\[(.*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? text.replace(/^([\d.]+):\d{1,5}$/, '$1');
  const address = inner.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(address) === 0 ? undefined : address;
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
  if (origin !== undefined && ownOrigins(services, c).includes(origin)) return;
  throw new AppError(
    'csrf_failed',
    'This request did not come from a page of this server. If it did, the operator has to set KNOWMIND_PUBLIC_URL to the address people use.',
  );
}

/** The public address; where none is set, what this machine is called. Never the request's own Host. */
export function ownOrigins(services: Services, c: HonoContext<Env>): string[] {
  return services.config.publicUrl ? [services.config.publicUrl] : machineOrigins(services, c);
}

/** By the address and port of this machine that was called: few, and asked for by every MCP call. */
const knownOrigins = new Map<string, string[]>();

/** What this machine is called, whatever its public address is. */
export function machineOrigins({ config, publicUrl }: Services, c: HonoContext<Env>): string[] {
  const { localAddress = '', localPort } = c.env.incoming.socket;
  const key = [publicUrl(), config.host, localAddress, localPort].join(' ');
  const known = knownOrigins.get(key) ?? toOrigins(publicUrl(), [config.host, localAddress], localPort);
  knownOrigins.set(key, known);
  return known;
}

function toOrigins(publicUrl: string, [host = '', address = '']: string[], port: number | undefined) {
  const names = ['localhost', '127.0.0.1', '::1', host, toAddress(address) ?? host];
  const own = names.map((name) => `http://${isIP(name) === 6 ? `[${name}]` : name}:${port}`);
  // A browser leaves the usual port out.
  return [publicUrl, ...own].map((each) => (URL.canParse(each) ? new URL(each).origin : each));
}

/** Whether one of the operator's own proxies hands the request on. */
export function isFromProxy({ config }: Services, c: HonoContext<Env>): boolean {
  const peer = toAddress(c.env.incoming.socket.remoteAddress ?? '');
  return peer !== undefined && isInNetworks(peer, config.trustedProxies);
}
