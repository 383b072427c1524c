import { beforeAll, describe, expect, test } from 'vitest';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

const path = '/api/mcp/v1';
let tenant: Tenant;
beforeAll(async () => {
  tenant = await createTenant(await sharedApp());
});

/** A bare JSON-RPC request, as the earliest clients send it: no handshake, no Accept header. */
function rpc(method: string, params: object = {}, options: Parameters<Tenant['call']>[3] = {}) {
  return tenant.call('POST', path, { jsonrpc: '2.0', id: 7, method, params }, options);
}

async function callTool(name: string, args: object = {}, options: Parameters<Tenant['call']>[3] = {}) {
  const answer = await rpc('tools/call', { name, arguments: args }, options);
  const text = answer.body?.result?.content?.[0]?.text;
  return { ...answer, result: answer.body?.result, json: text === undefined ? undefined : JSON.parse(text) };
}

describe('a bare tools/call', () => {
  test('stores and recalls, in plain JSON', async () => {
    const stored = await callTool('knowmind_store_memory', {
      content: 'Jana Brandt leads the solar project.',
      title: 'Solar project',
    });
    expect(stored.status).toBe(200);
    expect(stored.headers.get('content-type')).toBe('application/json');
    expect(stored.body).toMatchObject({ jsonrpc: '2.0', id: 7 });
    expect(stored.json).toMatchObject({ title: 'Solar project', unchanged: false });
    const recalled = await callTool('knowmind_recall_memories', { query: 'Who leads the solar project?' });
    expect(recalled.json.items[0]).toMatchObject({ memory_id: stored.json.id });
    expect(recalled.result.structuredContent).toEqual(recalled.json);
  });
});
