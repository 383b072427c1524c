import { toolNames } from '@knowmind/sdk';
import { beforeAll, describe, expect, test } from 'vitest';
import { createSecret } from '../packages/server/src/token/secret.ts';
import { createTenant, sharedApp, type Tenant } from './harness.ts';
import { hasOutside, runOutside } from './outside.ts';
import { bin } from './spawn.ts';

const script = '@modelcontextprotocol/inspector/clients/launcher/build/index.js';

describe.runIf(hasOutside)('the command line of the Inspector', () => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await createTenant(await sharedApp());
  });

  const overHttp = (token = tenant.token, path = '/api/mcp/v1') => [
    tenant.app.url + path,
    ...['--transport', 'http', '--header', `Authorization: Bearer ${token}`],
  ];
  const byCommand = () => [
    ...[process.execPath, bin, 'mcp'],
    ...['-e', `KNOWMIND_API_URL=${tenant.app.url}`, '-e', `KNOWMIND_TOKEN=${tenant.token}`],
  ];
  const inspect = (target: string[], method: string, ...more: string[]) =>
    runOutside(script, ['--cli', ...target, '--method', method, ...more]);
  async function ask(target: string[], method: string, ...more: string[]) {
    const { code, out, err } = await inspect(target, method, ...more);
    expect(code, err).toBe(0);
    return JSON.parse(out);
  }

  test.each([
    ['by HTTP', () => overHttp()],
    ['under the alias', () => overHttp(tenant.token, '/mcp')],
    ['by the command', byCommand],
  ])('%s: lists, stores, recalls and prompts', async (_, toTarget) => {
    const target = toTarget();
    const { tools } = await ask(target, 'tools/list');
    expect(tools.map(({ name }: { name: string }) => name)).toEqual(toolNames);
    const { prompts } = await ask(target, 'prompts/list');
    expect(prompts).toHaveLength(3);
    const content = `The lighthouse was painted on ${crypto.randomUUID()}.`;
    const store = ['--tool-name', 'knowmind_store_memory', '--tool-arg', `content=${content}`];
    const stored = await ask(target, 'tools/call', ...store);
    const recall = ['--tool-name', 'knowmind_recall_memories', '--tool-arg', `query=${content}`, 'k=1'];
    const { structuredContent } = await ask(target, 'tools/call', ...recall);
    expect(structuredContent.items[0].memory_id).toBe(stored.structuredContent.id);
    const { messages } = await ask(target, 'prompts/get', '--prompt-name', 'status');
    expect(messages).toHaveLength(1);
  });

  test('it finds no fault in our schemas, and no doubt in those of arguments', async () => {
    const { code, err } = await inspect(overHttp(), 'tools/list', '--strict');
    expect(code, err).toBe(0);
    expect(err).not.toContain('Path: inputSchema');
  });

  test('a refused token fails, with nothing that looks like an answer', async () => {
    const { code, out } = await inspect(overHttp(createSecret()), 'tools/list');
    expect(code).not.toBe(0);
    expect(out).not.toContain('knowmind_recall_memories');
  });
});
