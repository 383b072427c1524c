import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono, Context as HonoContext, MiddlewareHandler } from 'hono';
import type { Services } from '../context.ts';
import { AppError } from '../errors.ts';
import { toDocsPage } from './docs.ts';
import { toOpenApi } from './openapi.ts';
import type { Env } from './origin.ts';

const publicFolder = fileURLToPath(new URL('../../dist/public', import.meta.url));

/** What a browser loads: the API's description and the dashboard. */
export function addPages(app: Hono<Env>, services: Services): void {
  app.get('/api/openapi.json', (c) => c.json(toOpenApi(services.version, services.publicUrl())));
  app.get('/api/docs', (c) => {
    const nonce = setPolicy(c);
    return c.html(toDocsPage(services.version, nonce));
  });
  app.all('/api/*', () => {
    throw noSuchAddress();
  });
  app.use('/assets/*', caching('public, max-age=31536000, immutable'), serveStatic({ root: publicFolder }));
  app.get('/assets/*', (c) => c.text('Not found', 404));
  app.get('/favicon.svg', caching('no-cache'), serveStatic({ root: publicFolder }));
  const page = readPage();
  app.get('*', (c) => {
    if (ofPrograms.test(c.req.path)) throw noSuchAddress();
    if (page === null) return c.text('The dashboard is not built. Run: npm run build', 503);
    const nonce = setPolicy(c);
    c.header('Cache-Control', 'no-cache');
    return c.html(page.replaceAll('__CSP_NONCE__', nonce));
  });
  app.notFound(() => {
    throw noSuchAddress();
  });
}

/** Of a file that is there; what is missing may be there the next time. */
function caching(policy: string): MiddlewareHandler {
  return async (c, next) => {
    await next();
    if (c.res.ok) c.header('Cache-Control', policy);
  };
}

/** What programs ask for, such as //api/health by a slip: its caller reads JSON, not the dashboard. */
const ofPrograms = /^\/+(?:api|mcp|\.well-known)(?:\/|$)/i;

function noSuchAddress(): AppError {
  return new AppError('not_found', 'There is no such address. See /api/docs.');
}

function readPage(): string | null {
  try {
    return readFileSync(`${publicFolder}/index.html`, 'utf8');
  } catch {
    return null;
  }
}

/** Scripts and styles from our own origin only; a nonce for the styles that components add. */
function setPolicy(c: HonoContext<Env>): string {
  const nonce = randomBytes(16).toString('base64');
  c.header(
    'Content-Security-Policy',
    `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; ` +
      `connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  );
  return nonce;
}
