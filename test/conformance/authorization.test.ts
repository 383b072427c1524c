import { createServer } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';
import { Browser, Connector, emailOf } from '../connector.ts';
import { createTenant, sharedApp } from '../harness.ts';
import { hasOutside } from '../outside.ts';
import { failuresOf, isMeaningful, type Results, runSuite } from './suites.ts';

/** What the suite prints for a person to open. */
const authorization = /^http\S+\/oauth\/authorize\?\S+$/m;

const scenarios = ['authorization-code-grant', 'authorization-server-metadata-endpoint'];

/** A port that is free now; the suite listens there for the browser to come back. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

describe.runIf(hasOutside)('the authorization suite of the protocol', () => {
  let results: Results;
  beforeAll(async () => {
    const tenant = await createTenant(await sharedApp());
    const { app, workspaceId } = tenant;
    const browser = await new Browser(app).signIn(emailOf(tenant));
    const port = await freePort();
    const { client } = await Connector.register(app, '/mcp', `http://127.0.0.1:${port}/callback`);
    let followed: Promise<unknown> | undefined;
    results = await runSuite(
      [
        'authorization',
        ...['--url', app.url, '--client-id', client.client_id],
        ...['--resource', `${app.url}/mcp`, '--port', String(port)],
      ],
      (soFar) => {
        const address = authorization.exec(soFar)?.[0];
        if (address) followed ??= allow(browser, address, workspaceId);
      },
    );
    await followed;
  });

  test.each(scenarios)('%s', (scenario) => {
    const checks = results.get(scenario) ?? [];
    expect(failuresOf(checks)).toEqual([]);
    expect(isMeaningful(checks)).toBe(true);
  });

  test('there is no other scenario', () => {
    expect([...results.keys()].sort()).toEqual(scenarios);
  });
});

/** What a person does with the address: sees the consent, allows it, and is sent back. */
async function allow(browser: Browser, address: string, workspaceId: string): Promise<void> {
  const { location } = await browser.send('GET', address);
  const uid = location.split('/').at(-1);
  const answer = { decision: 'allow', workspaceId };
  const decided = await browser.send('POST', `/api/v1/oauth/consents/${uid}`, answer);
  const back = await browser.send('GET', decided.body.continueTo);
  await fetch(back.location);
}
