import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { inWorkspace } from '../packages/server/src/db/tenant.ts';
import { retainWorkspace } from '../packages/server/src/workspace/index.ts';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await createTenant(await sharedApp());
  for (let call = 0; call < 5; call += 1) await tenant.call('GET', '/api/v1/stats');
});

const verify = async () => (await tenant.call('GET', '/api/v1/audit/verify')).body;
const tamper = (change: ReturnType<typeof sql>) =>
  inWorkspace(tenant.app.services.db, tenant.workspaceId, (tx) => change.execute(tx));

test('an untouched chain is intact, also after many calls at once', async () => {
  await Promise.all(Array.from({ length: 50 }, () => tenant.call('GET', '/api/health')));
  expect(await verify()).toMatchObject({ intact: true, firstBad: null });
});
test('a changed field is found', async () => {
  await tamper(
    sql`UPDATE audit_entry SET ip = '10.0.0.1' WHERE workspace_id = ${tenant.workspaceId} AND seq = 4`,
  );
  expect(await verify()).toMatchObject({ intact: false, firstBad: { seq: 4, problem: 'changed' } });
});
test('a deleted entry is found', async () => {
  await tamper(sql`DELETE FROM audit_entry WHERE workspace_id = ${tenant.workspaceId} AND seq = 3`);
  expect(await verify()).toMatchObject({ intact: false, firstBad: { seq: 3, problem: 'missing' } });
});
test('two swapped entries are found', async () => {
  await tamper(
    sql`UPDATE audit_entry SET seq = CASE seq WHEN 4 THEN -5 ELSE -4 END WHERE workspace_id = ${tenant.workspaceId} AND seq IN (4, 5)`,
  );
  await tamper(sql`UPDATE audit_entry SET seq = -seq WHERE workspace_id = ${tenant.workspaceId} AND seq < 0`);
  expect(await verify()).toMatchObject({ intact: false, firstBad: { seq: 4, problem: 'changed' } });
});
test('pruning leaves a chain that verifies', async () => {
  await tenant.call('GET', '/api/v1/stats');
  const { services } = tenant.app;
  const later = { ...services, now: () => new Date(Date.now() + 2000 * 86_400_000) };
  // Of this workspace alone: other tests share the database.
  await retainWorkspace(later, { id: tenant.workspaceId, plan: 'enterprise' });
  const { body } = await tenant.call('GET', '/api/v1/audit');
  expect(body.items.map((entry: { action: string }) => entry.action)).toContain('audit.pruned');
  expect(await verify()).toMatchObject({ intact: true });
});
test('an export that fails half-way breaks the connection, so that it does not look complete', async () => {
  await tamper(
    sql`UPDATE audit_entry SET at = 'infinity' WHERE workspace_id = ${tenant.workspaceId} AND seq = 3`,
  );
  const response = await fetch(`${tenant.app.url}/api/v1/audit/export?format=csv`, {
    headers: { authorization: `Bearer ${tenant.token}` },
  });
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
  expect(tenant.app.logged.join('')).toContain('a streamed answer broke off');
});
test('the export holds every entry, as JSON Lines and as CSV', async () => {
  const lines = (await tenant.call('GET', '/api/v1/audit/export')).text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
  const csv = (await tenant.call('GET', '/api/v1/audit/export?format=csv')).text.split('\r\n');
  expect(csv[0]).toMatch(/^seq,at,action/);
});
