import { v7 as uuid } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import { withSight } from '../packages/server/src/db/tenant.ts';
import { upsertPerson } from '../packages/server/src/identity/index.ts';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

let tenant: Tenant;
let adminOnly: string;
beforeAll(async () => {
  tenant = await createTenant(await sharedApp());
  adminOnly = (await tenant.makeToken({ name: 'admin only', scopes: ['admin'] })).token;
});
const email = () => `m-${uuid()}@example.org`;

/** A member beside the owner, put there without an invitation. */
async function addMember(role: 'owner' | 'admin' | 'viewer'): Promise<string> {
  const { workspaceId, app } = tenant;
  return withSight(app.services.db, { workspaceId }, async (tx) => {
    const person = await upsertPerson(tx, { id: uuid(), email: email(), locale: 'en' });
    await tx
      .insertInto('member')
      .values({ workspace_id: workspaceId, person_id: person.id, role, joined_at: new Date() })
      .execute();
    return person.id;
  });
}

describe('a token hands out no scope that it does not hold', () => {
  test.each([
    ['viewer', 'read'],
    ['member', 'read'],
    ['admin', 'read'],
  ])('not by inviting a person as %s', async (role, requiredScope) => {
    const body = { email: email(), role };
    const answer = await tenant.call('POST', '/api/v1/members', body, { token: adminOnly });
    expect(answer.status).toBe(403);
    expect(answer.body.error).toMatchObject({ code: 'insufficient_scope', requiredScope });
    expect(answer.headers.get('www-authenticate')).toContain(`scope="${requiredScope}"`);
    expect((await tenant.call('POST', '/api/v1/members', body)).status).toBe(201);
  });
  test('not by changing a role', async () => {
    const id = await addMember('viewer');
    const { token } = await tenant.makeToken({ name: 'no write', scopes: ['read', 'admin'] });
    const change = (role: string) => tenant.call('PATCH', `/api/v1/members/${id}`, { role }, { token });
    expect((await change('admin')).body.error).toMatchObject({ requiredScope: 'write' });
    expect((await change('viewer')).status).toBe(200);
  });
  test('not by rotating a token that holds more', async () => {
    const { id } = await tenant.makeToken({ name: 'writer', scopes: ['write'] });
    const rotate = (token: string) => tenant.call('POST', `/api/v1/tokens/${id}/rotate`, {}, { token });
    expect((await rotate(adminOnly)).body.error).toMatchObject({
      code: 'insufficient_scope',
      requiredScope: 'write',
    });
    expect((await rotate(tenant.token)).status).toBe(200);
  });
});

test('a token, or an admin, removes no owner', async () => {
  const id = await addMember('owner');
  const answer = await tenant.call('DELETE', `/api/v1/members/${id}`);
  expect(answer.status).toBe(403);
  expect(answer.body.error.code).toBe('forbidden');
  const { items } = (await tenant.call('GET', '/api/v1/members')).body;
  expect(items.map((member: { id: string }) => member.id)).toContain(id);
});

describe('a token with an expiry and networks', () => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const networks = ['127.0.0.0/8'];
  const bounds = { scopes: ['admin'], expiresAt: inDays(5), networks };
  test('widens neither its own nor makes another that is wider', async () => {
    const { id, token } = await tenant.makeToken({ name: 'bounded', ...bounds });
    const call = async (method: string, path: string, body: object) =>
      (await tenant.call(method, path, body, { token })).status;
    const self = `/api/v1/tokens/${id}`;
    for (const wider of [
      { networks: [] },
      { networks: ['0.0.0.0/0'] },
      { expiresAt: null },
      { expiresAt: inDays(9) },
    ]) {
      expect(await call('PATCH', self, wider)).toBe(403);
      expect(await call('POST', '/api/v1/tokens', { name: 'wider', ...bounds, ...wider })).toBe(403);
    }
    const free = await tenant.makeToken({ name: 'free', scopes: ['admin'] });
    expect(await call('POST', `/api/v1/tokens/${free.id}/rotate`, {})).toBe(403);
    expect(await call('PATCH', `/api/v1/tokens/${free.id}`, { networks: ['127.0.0.1'] })).toBe(200);
    expect(await call('PATCH', self, { networks: ['127.0.0.0/16'], expiresAt: inDays(4) })).toBe(200);
  });
});
