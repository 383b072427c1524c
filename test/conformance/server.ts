import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createHttp } from '../../packages/server/src/http/index.ts';
import type { Tenant } from '../harness.ts';
import { addFixtures } from './fixtures.ts';

export type ConformanceServer = { url: string; close(): void };

/**
 * The server as it is over HTTP, with the fixtures, at an address of its own. The suite has no option for a header:
 * the token is put into each request on its way in, and the name that it called by is replaced by the server's own.
 */
export async function serveForSuite({ app, token }: Tenant): Promise<ConformanceServer> {
  const { fetch } = createHttp(app.services, async () => undefined, addFixtures);
  const server = createAdaptorServer({
    fetch: (request: Request, env: object) => {
      request.headers.set('authorization', `Bearer ${token}`);
      for (const name of ['host', 'origin']) {
        const value = request.headers.get(name)?.replace(`127.0.0.1:${port}`, new URL(app.url).host);
        if (value) request.headers.set(name, value);
      }
      return fetch(request, env);
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}
