/** The server under load, in a process of its own. Started by `startServer`; speaks with it over IPC. */
import { type App, startApp } from '../../packages/server/src/app.ts';
import { readConfig } from '../../packages/server/src/config.ts';
import { createAccessToken, createTenant, fillFacts, fillTokens, type Tenant } from './tenant.ts';

export type Order =
  | { fill: number }
  | { facts: [number, number] }
  | { audit: boolean }
  | { cpu: true }
  | { stop: true };
export type Started = { url: string; token: string; accessToken: string; pid: number };

function carryOut(app: App, tenant: Tenant, record: App['services']['audit']['record']) {
  return async (order: Order): Promise<void> => {
    if ('cpu' in order) return void process.send?.(process.cpuUsage());
    if ('fill' in order) await fillTokens(app, tenant.workspaceId, order.fill);
    else if ('facts' in order) await fillFacts(app, tenant, ...order.facts);
    else if ('audit' in order) app.services.audit.record = order.audit ? record : () => Promise.resolve();
    else process.exit(0);
    process.send?.('done');
  };
}

const config = readConfig({ port: '0' });
const app = await startApp(config, {
  print: () => undefined,
  writeLog: (line) => process.stderr.write(line),
});
const tenant = await createTenant(app);
const act = carryOut(app, tenant, app.services.audit.record);
process.on('message', (order: Order) => void act(order));
// Whoever started it is gone.
process.on('disconnect', () => process.exit(0));
const started: Started = {
  url: app.url.replace('localhost', '127.0.0.1'),
  token: tenant.token,
  accessToken: await createAccessToken(app, tenant),
  pid: process.pid,
};
process.send?.(started);
