import { expect, test } from 'vitest';
import { request, sharedApp } from './harness.ts';

test.each([
  ['GET', '//api/health', 404],
  ['GET', '///api/v1/tokens', 404],
  ['GET', '/api//health', 404],
  ['GET', '/api', 404],
  ['GET', '/API/health', 404],
  ['GET', '/api/health/', 404],
  ['OPTIONS', '/api/health', 405],
  ['OPTIONS', '//api/health', 404],
  ['OPTIONS', '/api/nothing', 404],
  ['POST', '/tokens', 404],
])('%s %s is answered %i as JSON', async (method, path, status) => {
  const answer = await request(await sharedApp(), method, path);
  expect(answer.status).toBe(status);
  expect(answer.body.error.code).toBe(status === 404 ? 'not_found' : 'method_not_allowed');
});

test('HEAD answers like GET, without the body', async () => {
  const { url } = await sharedApp();
  const head = await fetch(`${url}/api/health`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect((await fetch(`${url}//api/health`, { method: 'HEAD' })).status).toBe(404);
});
