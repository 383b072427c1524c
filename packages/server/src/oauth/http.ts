import type { Hono, Context as HonoContext } from 'hono';
import type { ErrorOut } from 'oidc-provider';
import type { Services } from '../context.ts';
import { AppError } from '../errors.ts';
import { readBytes } from '../http/input.ts';
import { type Env, readOrigin } from '../http/origin.ts';
import { assertWithinLimit } from '../limiter/index.ts';
import { isAllowedCallback } from './callback.ts';
import { isBrowserClient } from './cors.ts';
import { pagePolicy, toHtml } from './error-page.ts';
import { exchange } from './exchange.ts';
import { toRegistration } from './register.ts';

const largestBody = 32 * 1024;
const own = new Set(['read', 'write', 'admin', 'offline_access']);
/** By the clock's hour: whole offices, and vendors' servers, share one address. */
const limits = {
  authorize: { limit: 120, windowSeconds: 60, what: 'authorizations' },
  token: { limit: 600, windowSeconds: 60, what: 'token requests' },
  revoke: { limit: 600, windowSeconds: 60, what: 'revocations' },
  register: { limit: 60, windowSeconds: 3600, what: 'registrations' },
};

/** The authorization server's addresses; the consent page itself is the dashboard's. */
export function addOAuth(app: Hono<Env>, services: Services): void {
  const discovery = '/.well-known/oauth-authorization-server';
  app.on(['GET', 'OPTIONS'], [discovery, '/oauth/jwks'], (c) => hand(services, c));
  app.get('/oauth/authorize', async (c) => {
    await count(services, c, 'authorize');
    const why = whyRefused(new URL(c.req.url).searchParams, services.config.oauth.callbacks);
    if (why) {
      c.header('Content-Security-Policy', pagePolicy);
      return c.html(toHtml(languageOf(c), why), 400);
    }
    return hand(services, c, { url: toAuthorizeUrl(c.req.url) });
  });
  app.get('/oauth/authorize/:uid', (c) => hand(services, c));
  for (const name of ['token', 'revoke'] as const) {
    app.options(`/oauth/${name}`, (c) => hand(services, c));
    app.post(`/oauth/${name}`, async (c) => {
      await count(services, c, name);
      return hand(services, c, { body: await readBytes(c, largestBody) });
    });
  }
  app.options('/oauth/register', (c) => c.body(null, 204, preflight));
  app.post('/oauth/register', async (c) => register(services, c));
  app.all('/oauth/:name{authorize|token|revoke|register|jwks}', (c) => {
    const taken = readOnly.has(c.req.param('name')) ? 'GET' : 'POST';
    throw new AppError('method_not_allowed', `This address takes ${taken} alone. See /api/docs.`, {
      headers: { Allow: taken },
    });
  });
}

const readOnly = new Set(['authorize', 'jwks']);

const preflight = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'POST',
  'Access-Control-Allow-Headers': 'Content-Type, MCP-Protocol-Version',
  'Access-Control-Max-Age': '3600',
};

function count(services: Services, c: HonoContext<Env>, name: keyof typeof limits) {
  const { ip } = readOrigin(services, c);
  return assertWithinLimit(services.limiter, { key: `oauth-${name}:${ip}`, ...limits[name] });
}

async function register(services: Services, c: HonoContext<Env>): Promise<Response> {
  await count(services, c, 'register');
  const given = toRegistration(parse(await readBytes(c, largestBody)), services.config.oauth.callbacks);
  const origin = c.req.header('origin');
  if (origin && 'redirect_uris' in given && isBrowserClient(origin, given.redirect_uris))
    c.header('Access-Control-Allow-Origin', origin);
  if ('error' in given) return c.json(given, 400);
  return hand(services, c, { body: Buffer.from(JSON.stringify(given)), type: 'application/json' });
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * What the library would let through. An operator may have narrowed the list of callbacks since the client was
 * registered, and a document is its client's alone; the only callback of a client that names none is taken unseen.
 */
function whyRefused(given: URLSearchParams, callbacks: readonly string[]): ErrorOut | undefined {
  const refuse = (error: string, error_description: string) => ({ error, error_description });
  // The request is kept while the person decides, and this cannot be.
  if ([...given.values()].some((text) => text.includes('\0')))
    return refuse('invalid_request', 'the request has a NUL character in it');
  const uri = given.get('redirect_uri');
  if (uri === null) return refuse('invalid_redirect_uri', 'the request has to name its redirect_uri');
  if (!isAllowedCallback(uri, callbacks))
    return refuse(
      'invalid_redirect_uri',
      'this server sends no answers to this redirect_uri; its operator can allow it',
    );
  return undefined;
}

function languageOf(c: HonoContext<Env>): 'de' | 'en' {
  return /^\s*de\b/i.test(c.req.header('accept-language') ?? '') ? 'de' : 'en';
}

/** Scopes that are not ours are left out (RFC 6749 section 3.3); who asks for none is asked for the usual two. */
function toAuthorizeUrl(url: string): string {
  const { pathname, searchParams } = new URL(url);
  const given = searchParams.getAll('scope');
  if (given.length <= 1) {
    const known = (given[0] ?? '').split(' ').filter((scope) => own.has(scope));
    const asked = known.some((scope) => scope !== 'offline_access') ? known : ['read', 'write', ...known];
    searchParams.set('scope', asked.join(' '));
  }
  return `${pathname}?${searchParams}`;
}

type Given = { url?: string; body?: Buffer; type?: string };

/** Hands a request to the protocol library, as one that came to the public address. */
async function hand(services: Services, c: HonoContext<Env>, given: Given = {}): Promise<Response> {
  const { provider } = await services.oauth();
  const { incoming } = c.env;
  const { host, protocol } = new URL(services.publicUrl());
  const { 'x-forwarded-host': _, 'x-forwarded-for': __, ...headers } = incoming.headers;
  headers.host = host;
  headers['x-forwarded-proto'] = protocol.slice(0, -1);
  if (given.body) headers['content-length'] = String(given.body.length);
  if (given.type) headers['content-type'] = given.type;
  const answer = await exchange(provider.callback(), incoming.socket, {
    method: c.req.method,
    url: given.url ?? incoming.url ?? '/',
    headers,
    body: given.body ?? Buffer.alloc(0),
    origin: readOrigin(services, c),
  });
  for (const [name, value] of answer.headers) c.header(name, value, { append: name === 'set-cookie' });
  return c.body(new Uint8Array(answer.body), answer.status as 200);
}
