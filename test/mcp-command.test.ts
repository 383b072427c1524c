import { spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { runLine, runMcp, type Surroundings } from './command-line.ts';
import { Browser, Connector, emailOf } from './connector.ts';
import { createTenant, makeFolder, sharedApp, type Tenant } from './harness.ts';
import { startMute } from './mute.ts';
import { bin } from './spawn.ts';

let tenant: Tenant;
beforeAll(async () => {
  tenant = await createTenant(await sharedApp());
});

const message = (id: number, method: string, params: object = {}) =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params });

async function say(lines: string[], { env, ...rest }: Surroundings = {}) {
  const answer = await runMcp(tenant, lines, { ...rest, env: { KNOWMIND_TOKEN: tenant.token, ...env } });
  expect(answer.code).toBe(0);
  return answer;
}
const signedOut = { env: { KNOWMIND_TOKEN: '' } };

describe('2026-07-28 without a token', () => {
  const key = (name: string) => `io.modelcontextprotocol/${name}`;
  const claim = (version: string) => ({
    _meta: {
      [key('protocolVersion')]: version,
      [key('clientInfo')]: { name: 'test', version: '1' },
      [key('clientCapabilities')]: {},
    },
  });
  test('it is discovered and lists as the service does, and says how to sign in', async () => {
    const lines = ['server/discover', 'tools/list', 'prompts/list', 'nonsense', 'initialize'].map(
      (method, index) => message(index, method, claim('2026-07-28')),
    );
    const without = (await say(lines, signedOut)).answers;
    const own = (await say(lines)).answers;
    expect(without[0].result.instructions).toMatch(/^Not signed in.*\n\nknowmind is the long-term memory/);
    without[0].result.instructions = own[0].result.instructions;
    for (const { result } of [...without, ...own]) if (result) delete result._meta[key('serverInfo')].version;
    expect(without).toEqual(own);
    const call = message(1, 'tools/call', { name: 'knowmind_get_stats', ...claim('2026-07-28') });
    expect((await say([call], signedOut)).answers[0].error.code).toBe(-32001);
  });
  test('another version is refused as by the service, and no claim is an earlier client', async () => {
    const lines = [message(1, 'server/discover', claim('1999-01-01')), message(2, 'server/discover')];
    const { answers } = await say(lines, signedOut);
    expect(answers).toEqual((await say(lines)).answers);
    expect(answers.map(({ error }) => error.code)).toEqual([-32022, -32601]);
  });
});

test.each([
  ['no jsonrpc', { id: 1, method: 'tools/list' }, 1],
  ['another jsonrpc', { jsonrpc: '1.0', id: 1, method: 'ping' }, 1],
  ['an id that is an object', { jsonrpc: '2.0', id: {}, method: 'tools/list' }, null],
  ['an id that is null', { jsonrpc: '2.0', id: null, method: 'tools/list' }, null],
  ['an id that is no whole number', { jsonrpc: '2.0', id: 1.5, method: 'tools/list' }, 1.5],
  ['params that are a list', { jsonrpc: '2.0', id: 1, method: 'tools/list', params: [] }, 1],
  ['params that are null', { jsonrpc: '2.0', id: 1, method: 'tools/list', params: null }, 1],
  ['a _meta that is a list', { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: [] } }, 1],
  ['a part too many', { jsonrpc: '2.0', id: 1, method: 'tools/list', more: 1 }, 1],
  ['a method that is none', { jsonrpc: '2.0', id: 1, method: 7 }, null],
  ['no method', { jsonrpc: '2.0', id: 1 }, null],
  ['nothing', {}, null],
])('a request with %s is -32600, with and without a token, as the service has it', async (_, body, id) => {
  const { body: served } = await tenant.call('POST', '/api/mcp/v1', body);
  expect(served).toMatchObject({ id, error: { code: -32600 } });
  for (const surroundings of [{}, signedOut]) {
    const { answers } = await say([JSON.stringify(body)], surroundings);
    expect(answers).toEqual([{ jsonrpc: '2.0', id, error: { code: -32600, message: expect.any(String) } }]);
  }
});

test('a byte order mark before the first message does not cost it', async () => {
  expect((await say([`\uFEFF${message(1, 'ping')}`])).answers).toMatchObject([{ id: 1, result: {} }]);
});

test('an access token of an application is handed on; what no header takes is refused here', async () => {
  const browser = await new Browser(tenant.app).signIn(emailOf(tenant));
  const connector = await Connector.register(tenant.app);
  const { access_token } = await connector.connect(browser, tenant.workspaceId);
  const list = [message(1, 'tools/list')];
  const { answers } = await say(list, { env: { KNOWMIND_TOKEN: access_token } });
  expect(answers[0].result.tools).not.toHaveLength(0);
  for (const KNOWMIND_TOKEN of [access_token.slice(1), 'kmt_short', 'ä', 'a b']) {
    const refused = await say(list, { env: { KNOWMIND_TOKEN } });
    expect(refused.answers[0].error.code, KNOWMIND_TOKEN).toBe(-32001);
  }
});

describe('a service that hangs', () => {
  /** The input stays open until the answers are there: its end would cut the wait short. */
  async function ask(url: string, lines: string[], env: Record<string, string> = {}) {
    const stdin = new PassThrough();
    const begin = performance.now();
    const run = runLine({ app: { url } }, ['mcp'], {
      stdin,
      env: { KNOWMIND_TOKEN: tenant.token, ...env },
      onOutput: () => stdin.end(),
    });
    stdin.write(lines.map((line) => `${line}\n`).join(''));
    const { code, out, err } = await run;
    expect(code).toBe(0);
    return { error: JSON.parse(out.split('\n')[0] ?? '').error, err, ms: performance.now() - begin };
  }
  test('is told after ten seconds where a client waits to begin', async () => {
    const mute = startMute();
    const slow = startMute((_, response) => void response.writeHead(200).write('{"jsonrpc":'));
    for (const { error, ms } of await Promise.all([
      ask(mute.url, [message(1, 'initialize')]),
      ask(mute.url, [message(1, 'tools/list')], { LANG: 'de_DE.UTF-8' }),
      ask(slow.url, [message(1, 'server/discover')]),
    ])) {
      expect(error).toMatchObject({
        code: -32000,
        message: expect.stringMatching(/does not answer.*10 s|antwortet nicht.*10 s/),
      });
      expect(ms).toBeGreaterThan(9900);
      expect(ms).toBeLessThan(20_000);
    }
    mute.stop();
    slow.stop();
  });
  test('does not keep the command once the client has gone', async () => {
    const mute = startMute();
    const env = { HOME: makeFolder(), KNOWMIND_API_URL: mute.url, KNOWMIND_TOKEN: tenant.token };
    const child = spawn(process.execPath, [bin, 'mcp'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    const begin = performance.now();
    child.stdin.end(`${message(1, 'tools/call', { name: 'search', arguments: { query: 'x' } })}\n`);
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    expect(performance.now() - begin).toBeGreaterThan(4900);
    expect(performance.now() - begin).toBeLessThan(20_000);
    mute.stop();
  });
  test('a 429 that wants a longer wait than a request has is handed on at once', async () => {
    const body = { error: { code: 'rate_limited', message: 'Too many calls.', requestId: 'x' } };
    const busy = startMute((_, response) =>
      response.writeHead(429, { 'retry-after': '250' }).end(JSON.stringify(body)),
    );
    const { error, err, ms } = await ask(busy.url, [message(1, 'tools/list')]);
    expect(error).toMatchObject({ code: -32000, message: 'Too many calls.' });
    expect(err).toBe('');
    expect(ms).toBeLessThan(5000);
    busy.stop();
  });
});
