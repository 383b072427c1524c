import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { type Operation, operationNames, operations } from '@knowmind/sdk';
import { expect, test } from 'vitest';
import { createTenant, request, sharedApp, startTestApp } from './harness.ts';

const open: Operation[] = operationNames
  .map((name) => operations[name] as Operation)
  .filter(({ access, method }) => access === 'public' && method !== 'GET');

test.each(open.map(({ method, path }) => [method, path]))(
  '%s %s is refused to a page of another site, also without a cookie',
  async (method, path) => {
    for (const origin of ['https://evil.example', 'null']) {
      const { body } = await request(await sharedApp(), method, path, {}, { origin });
      expect(body.error.code).toBe('csrf_failed');
    }
  },
);

/** `fetch` sets Host itself; a page whose name leads here sends its own. */
function signIn(url: string, origin: string, host = new URL(url).host): Promise<string> {
  const path = '/api/v1/auth/sign-in';
  const headers = { origin, host, 'content-type': 'application/json' };
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const call = httpRequest({ host: '127.0.0.1', port, path, method: 'POST', headers }, (answer) => {
      let text = '';
      answer.on('data', (part) => {
        text += part;
      });
      answer.on('end', () => resolve(JSON.parse(text).error.code));
    });
    call.on('error', reject).end(JSON.stringify({ secret: 'x'.repeat(43) }));
  });
}

test('a page is our own by the address of this server, whatever Host the request names', async () => {
  const { url } = await sharedApp();
  const { port } = new URL(url);
  expect(await signIn(url, `http://evil.example:${port}`, `evil.example:${port}`)).toBe('csrf_failed');
  expect(await signIn(url, `https://localhost:${port}`)).toBe('csrf_failed');
  expect(await signIn(url, 'http://localhost:1')).toBe('csrf_failed');
  for (const name of ['localhost', '127.0.0.1', '[::1]'])
    expect(await signIn(url, `http://${name}:${port}`)).toBe('link_invalid');
});

test('with a public address, that alone is our own', async () => {
  const app = await startTestApp({ KNOWMIND_PUBLIC_URL: 'https://memory.example.org', DATABASE_URL: '' });
  expect(await signIn(app.url, 'https://memory.example.org')).toBe('link_invalid');
  expect(await signIn(app.url, app.url)).toBe('csrf_failed');
  await app.stop();
});

test('behind a proxy the audit log has the address the proxy saw, and never what is none', async () => {
  const app = await startTestApp({ KNOWMIND_TRUSTED_PROXIES: '127.0.0.0/8,::1/128', DATABASE_URL: '' });
  const tenant = await createTenant(app);
  const from = async (forwarded: string) => {
    await tenant.call('GET', '/api/v1/stats', undefined, { headers: { 'x-forwarded-for': forwarded } });
    return (await tenant.call('GET', '/api/v1/audit?action=stats&limit=1')).body.items[0].ip;
  };
  expect(await from('198.51.100.9, 203.0.113.7:4711')).toBe('203.0.113.7');
  expect(await from('[2001:db8::1]:4711, 127.0.0.1')).toBe('2001:db8::1');
  expect(await from('198.51.100.9, <script>')).toMatch(/^(127\.0\.0\.1|::1)$/);
  await app.stop();
});

test.each(['/api/v1/memory/entries', '/api/mcp/v1'])(
  'a body that is cut off at %s stores nothing, and is no error of the server',
  async (path) => {
    const app = await startTestApp();
    try {
      const tenant = await createTenant(app);
      const { port } = new URL(app.url);
      const socket = connect(Number(port), 'localhost');
      await once(socket, 'connect');
      const head = `POST ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nAuthorization: Bearer ${tenant.token}`;
      socket.write(
        `${head}\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"content":"half`,
      );
      await setTimeout(300);
      socket.destroy();
      await once(socket, 'close');
      await setTimeout(300);
      expect((await tenant.call('GET', '/api/v1/stats')).body.memories).toBe(0);
      expect(app.logged.filter((line) => line.includes('unexpected error'))).toEqual([]);
    } finally {
      await app.stop();
    }
  },
);
