import { type Operation, operationNames, operations } from '@knowmind/sdk';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

const id = '01900000-0000-7000-8000-000000000000';
let tenant: Tenant;
beforeAll(async () => {
  tenant = await createTenant(await sharedApp());
});

describe.each(operationNames.filter((name) => ['read', 'write', 'admin'].includes(operations[name].access)))(
  '%s',
  (name) => {
    const operation: Operation = operations[name];
    const path = operation.path.replace('{id}', id);
    const body = operation.method === 'GET' || operation.method === 'DELETE' ? undefined : {};

    test('without a token is 401 with the challenge', async () => {
      const answer = await tenant.call(operation.method, path, body, { token: null });
      expect(answer.status).toBe(401);
      expect(answer.body.error.code).toBe('unauthenticated');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    });

    test('without the scope is 403 that names it', async () => {
      const scopes = ['read', 'write', 'admin'].filter((scope) => scope !== operation.access);
      const { token } = await tenant.makeToken({ name: name, scopes });
      const answer = await tenant.call(operation.method, path, body, { token });
      expect(answer.status).toBe(403);
      expect(answer.body.error).toMatchObject({
        code: 'insufficient_scope',
        requiredScope: operation.access,
      });
      expect(answer.headers.get('www-authenticate')).toContain(`scope="${operation.access}"`);
      await tenant.call(
        'DELETE',
        `/api/v1/tokens/${(await tenant.call('GET', '/api/v1/tokens?limit=1')).body.items[0].id}`,
      );
    });

    // Operations without a body have no such case.
    if (!body) return;
    test('with a body that is no object is 400, and says so', async () => {
      const answer = await tenant.call(operation.method, path, '[1]');
      expect(answer.status).toBe(400);
      expect(answer.body.error).toMatchObject({
        code: 'invalid_request',
        requestId: answer.headers.get('x-request-id'),
      });
    });
  },
);

test('an unknown address and a wrong method are answered as JSON errors', async () => {
  expect((await tenant.call('GET', '/api/v1/nothing')).body.error.code).toBe('not_found');
  expect((await tenant.call('PUT', '/api/v1/tokens', {})).status).toBe(405);
});

test('a body over the limit is 413, and another content type 415', async () => {
  const big = await tenant.call('POST', '/api/v1/memory/entries', { content: 'x'.repeat(1100 * 1024) });
  expect(big.status).toBe(413);
  const xml = await tenant.call('POST', '/api/v1/memory/entries', '<a/>', {
    headers: { 'content-type': 'text/xml' },
  });
  expect(xml.status).toBe(415);
});

test('the OpenAPI document names every operation', async () => {
  const { body } = await tenant.call('GET', '/api/openapi.json', undefined, { token: null });
  const ids = Object.values(body.paths).flatMap((path) =>
    Object.values(path as object).map((operation) => operation.operationId),
  );
  expect(ids.sort()).toEqual([...operationNames].sort());
  expect(body.openapi).toBe('3.1.0');
});
