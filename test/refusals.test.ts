import { type Operation, operationNames, operations } from '@knowmind/sdk';
import { beforeAll, describe, expect, test } from 'vitest';
import { createSecret } from '../packages/server/src/token/secret.ts';
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
      if (!operation.plainErrors) expect(answer.body.error.code).toBe('unauthenticated');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    });

    test('without the scope is 403 that names it', async () => {
      const scopes = ['read', 'write', 'admin'].filter((scope) => scope !== operation.access);
      const { token } = await tenant.makeToken({ name: name, scopes });
      const answer = await tenant.call(operation.method, path, body, { token });
      expect(answer.status).toBe(403);
      // Older paths say it in words alone.
      if (operation.plainErrors) expect(answer.body.error).toContain(`lacks the scope "${operation.access}"`);
      else
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
      if (operation.plainErrors) expect(answer.body).toEqual({ error: 'The body has to be a JSON object.' });
      else
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

describe('what is wrong with a field', () => {
  const store = '/api/v1/memory/entries';
  const tokens = '/api/v1/tokens';
  const token = { name: 'x', scopes: ['read'] };
  test.each([
    ['POST', store, {}, 'content', 'It is missing.'],
    ['POST', store, { content: 5 }, 'content', 'It has to be a text.'],
    ['POST', store, { content: 'x', title: 'x'.repeat(501) }, 'title', 'It may be at most 500 characters.'],
    ['POST', store, { content: 'x', title: ' ' }, 'title', 'It is empty.'],
    ['POST', store, { content: 'x', tags: 'one' }, 'tags', 'It has to be a list.'],
    ['POST', store, { content: 'x', memory_type: 'dream' }, 'memory_type', 'It has to be one of semantic, '],
    ['POST', store, { content: 'x', valid_from: 'soon' }, 'valid_from', 'a time such as 2026'],
    [
      'POST',
      store,
      { content: 'x', titel: 'x' },
      'titel',
      'no such field here. The fields are content, title',
    ],
    ['POST', tokens, { ...token, expires: 'never' }, 'expires', 'expiresAt'],
    ['POST', tokens, { ...token, scopes: ['all'] }, 'scopes.0', 'It has to be one of read, write, admin.'],
    ['POST', '/api/v1/memory/recall', { query: 'x', k: 1.5 }, 'k', 'It has to be a whole number.'],
    ['POST', '/api/v1/memory/recall?k=3', { query: 'x' }, 'k', 'takes its fields in the body'],
    ['POST', '/api/v1/members', { email: 'nobody' }, 'email', 'It has to be an e-mail address'],
    ['GET', `${store}?limit=many`, undefined, 'limit', 'It has to be a number.'],
    ['GET', `${store}?limit=0`, undefined, 'limit', 'It has to be at least 1.'],
    [
      'GET',
      `${store}?tag=x`,
      undefined,
      'tag',
      'no such field here. The fields are limit, cursor, as_of, tags',
    ],
    ['GET', '/api/v1/audit?actions=token', undefined, 'actions', 'action, actorId'],
    ['GET', '/api/v1/stats?days=3', undefined, 'days', 'There is no such field here.'],
    ['GET', `${store}/first`, undefined, 'id', 'It has to be an id such as'],
  ])('%s %s %j is said in words, with its path', async (method, path, body, field, words) => {
    const { status, body: answer } = await tenant.call(method, path, body);
    expect(status).toBe(400);
    expect(answer.error.code).toBe('invalid_request');
    expect(answer.error.details[0]).toMatchObject({ path: field, message: expect.stringContaining(words) });
    expect(answer.error.message).toContain(`${field}: `);
    expect(answer.error.message).not.toMatch(/invalid input|expected|received|>=|<=/i);
  });
  test('does not repeat a token that stands in place of a name', async () => {
    const secret = createSecret();
    const answer = await tenant.call('POST', store, { content: 'x', [secret]: 1 });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain(secret.slice(0, 20));
  });
  test('is in the OpenAPI document too: no body takes fields that are not named', async () => {
    const { body } = await tenant.call('GET', '/api/openapi.json', undefined, { token: null });
    const bodies = Object.values(body.paths)
      .flatMap((path) => Object.values(path as object))
      .flatMap(({ requestBody }) => (requestBody ? [requestBody.content['application/json'].schema] : []));
    expect(bodies.length).toBeGreaterThan(10);
    for (const schema of bodies) expect(schema.additionalProperties).toBe(false);
  });
});
