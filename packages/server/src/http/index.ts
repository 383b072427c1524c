import { Hono } from 'hono';
import type { Services } from '../context.ts';
import { addMcp, type Extend } from '../mcp/index.ts';
import { addOAuth } from '../oauth/index.ts';
import { toErrorAnswer } from './errors.ts';
import { addMachineRoutes } from './machine.ts';
import { assertNoTokenInQuery, type Env, toRequestId } from './origin.ts';
import { addPages } from './pages.ts';
import { addRest } from './rest.ts';

/** What every answer says; a page, and a file of the dashboard, may say otherwise. */
const defaultHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Everything that is served over HTTP. `ping` asks the database whether it answers; `extendMcp` is for the conformance suite alone. */
export function createHttp(services: Services, ping: () => Promise<void>, extendMcp?: Extend): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    const requestId = toRequestId(c.req.header('x-request-id'));
    c.set('requestId', requestId);
    for (const [name, value] of Object.entries(defaultHeaders)) c.header(name, value);
    c.header('X-Request-Id', requestId);
    if (services.publicUrl().startsWith('https:')) c.header('Strict-Transport-Security', 'max-age=31536000');
    assertNoTokenInQuery(c.req.url);
    await next();
  });
  addMachineRoutes(app, services, ping);
  addMcp(app, services, extendMcp);
  addOAuth(app, services);
  addRest(app, services);
  addPages(app, services);
  app.onError((error, c) => toErrorAnswer(services, c, error));
  return app;
}
