import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Config } from './config.ts';
import { connect, vacuum, vacuumChanged } from './db/connect.ts';
import { StartError } from './errors.ts';
import { createHttp } from './http/index.ts';
import { createLinkSecret, hasOwner } from './identity/index.ts';
import { type Job, startJobs } from './jobs/index.ts';
import { createModels } from './model/index.ts';
import { sweepOAuth } from './oauth/index.ts';
import { renewStatistics } from './recall/index.ts';
import { createServices, type RunningServices, type Surroundings } from './services.ts';
import { watchExpiry } from './token/index.ts';
import { applyRetention } from './workspace/index.ts';

export type App = { url: string; services: RunningServices; stop(): Promise<void> };

/** Longer than a proxy keeps a connection (60 s): whoever closes it first can lose the other's next request. */
const keepAliveMs = 65_000;

/** Opens the database, listens, and starts the clockwork. Throws `StartError` with what is wrong. */
export async function startApp(config: Config, around: Surroundings): Promise<App> {
  const models = createModels(config.model);
  const connection = await connect(config);
  const services = createServices(config, { connection, models }, around);
  const http = createHttp(services, connection.ping);
  const server = createAdaptorServer({ fetch: http.fetch, serverOptions: { keepAliveTimeout: keepAliveMs } });
  try {
    server.listen(config.port, config.host);
    await once(server, 'listening');
  } catch (error) {
    await connection.close();
    throw toListenError(error, config);
  }
  const { port } = server.address() as AddressInfo;
  const url = toUrl(config.host, port);
  services.setListening(url, port);
  const stopJobs = startJobs(clockwork(services), services.log);
  await services.embedding?.pokeAll();
  if (!(await hasOwner(connection.db))) services.setUp.secret = createLinkSecret();
  return {
    url,
    services,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      if ('closeIdleConnections' in server) server.closeIdleConnections();
      const force = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), 5000);
      await closed;
      clearTimeout(force);
      await stopJobs();
      await services.embedding?.stop();
      await models.close();
      await services.settle();
      await services.changes.drain();
      await services.audit.drain();
      await services.uses.flush();
      await services.grantUses.flush();
      services.mail.close();
      await connection.close();
    },
  };
}

function clockwork(services: RunningServices): Job[] {
  return [
    { name: 'token uses', everyMs: 15_000, run: () => services.uses.flush() },
    { name: 'application uses', everyMs: 15_000, run: () => services.grantUses.flush() },
    { name: 'word frequencies', everyMs: 15_000, run: () => renewStatistics(services.db) },
    { name: 'token expiry', everyMs: 60_000, run: () => watchExpiry(services) },
    { name: 'retention', everyMs: 3_600_000, run: () => applyRetention(services) },
    { name: 'ended grants', everyMs: 3_600_000, run: () => sweepOAuth(services) },
    { name: 'embedding', everyMs: 3_600_000, run: async () => services.embedding?.pokeAll() },
    // A database server does this by itself; the embedded one has no autovacuum.
    ...(services.databaseKind === 'embedded'
      ? [
          { name: 'vacuum', everyMs: 3_600_000, run: () => vacuum(services.db) },
          { name: 'vacuum of what changed', everyMs: 20_000, run: () => vacuumChanged(services.db) },
        ]
      : []),
  ];
}

/** People type localhost, and a server that listens everywhere is reached by it too. */
function toUrl(host: string, port: number): string {
  const local = ['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].includes(host);
  return `http://${local ? 'localhost' : host}:${port}`;
}

function toListenError(error: unknown, { host, port }: Config): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new StartError(`Port ${port} is in use. Choose another with --port or KNOWMIND_PORT.`);
  if (code === 'EACCES')
    return new StartError(`Port ${port} may not be used by this user. Choose one above 1023.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartError(`${host} is no address of this machine (KNOWMIND_HOST).`);
  return error;
}
