import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { onPostgres } from './parts/database.ts';
import { toQuestions } from './parts/facts.ts';
import { type Load, load, type Server, startServer, type Target } from './parts/load.ts';
import { printTable, printTarget } from './parts/report.ts';
import { startBridge } from './parts/start-bridge.ts';

const quick = process.argv.includes('--quick');
const rounds = quick ? 1 : 3;
const seconds = 2;
const facts = 1000;
const eras = { before: '2025-11-25', now: '2026-07-28' } as const;
const query = toQuestions(facts, 1)[0]?.query ?? '';

/** An operation, over MCP and over REST. */
type Pair = { tool: string; args: object; rest: { path: string; body?: object }; seconds: number };
const pairs: Pair[] = [
  { tool: 'knowmind_get_health', args: {}, rest: { path: '/api/health' }, seconds },
  { tool: 'knowmind_list_recent', args: { k: 10 }, rest: { path: '/api/v1/memory/recent?k=10' }, seconds },
  {
    tool: 'knowmind_recall_memories',
    args: { query, k: 5, hops: 2 },
    rest: { path: '/api/v1/memory/recall', body: { query, k: 5, hops: 2 } },
    // 64 callers wait their turn for seconds.
    seconds: quick ? 4 : 6,
  },
];

function toRest(server: Server, { rest }: Pair): Target {
  const { url, token } = server;
  return { url: url + rest.path, token, server, ...(rest.body ? { body: rest.body } : {}) };
}

/** A bare call, as clients up to 2025-11-25 send it after their handshake, or one of 2026-07-28 that says all in itself. */
function toCall(server: Server, { tool, args }: Pair, revision: string, accept?: string): Target {
  const { url, token } = server;
  const meta = {
    'io.modelcontextprotocol/protocolVersion': revision,
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const isNow = revision === eras.now;
  const params = { name: tool, arguments: args, ...(isNow ? { _meta: meta } : {}) };
  return {
    url: `${url}/api/mcp/v1`,
    token,
    server,
    body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
    headers: {
      accept: accept ?? 'application/json, text/event-stream',
      'mcp-protocol-version': revision,
      ...(isNow ? { 'mcp-method': 'tools/call', 'mcp-name': tool } : {}),
    },
  };
}

const cells = ({ perSecond, p95, cpuMs }: Load) => [perSecond, p95, cpuMs];
const headOf = (name: string) => [`${name} per second`, 'p95 ms', 'CPU ms'];

async function benchAgainstRest(kind: string, server: Server): Promise<void> {
  const rows: (string | number)[][] = [];
  const ratios: number[] = [];
  const cpuRatios: number[] = [];
  for (const pair of pairs) {
    for (const callers of [1, 16, 64]) {
      const targets = {
        mcp: toCall(server, pair, eras.before),
        now: toCall(server, pair, eras.now),
        rest: toRest(server, pair),
      };
      const { mcp, now, rest } = await load(targets, { callers, rounds, seconds: pair.seconds });
      const ratio = [mcp.perSecond / rest.perSecond, now.perSecond / rest.perSecond];
      const cpu = [rest.cpuMs / mcp.cpuMs, rest.cpuMs / now.cpuMs];
      ratios.push(...ratio);
      cpuRatios.push(...cpu);
      rows.push([pair.tool, callers, ...cells(mcp), ...cells(now), ...cells(rest), ...ratio, ...cpu]);
    }
  }
  const head = [
    ...['tool', 'callers', ...headOf(eras.before), ...headOf(eras.now), ...headOf('REST')],
    ...[
      `${eras.before} / REST`,
      `${eras.now} / REST`,
      `CPU, REST / ${eras.before}`,
      `CPU, REST / ${eras.now}`,
    ],
  ];
  printTable(`tools/call against the same operation over REST, ${kind}`, head, rows);
  printTarget('the lowest ratio of throughput', Math.min(...ratios), { atLeast: 0.5 });
  printTarget('the lowest ratio of processor time a call', Math.min(...cpuRatios), { atLeast: 0.5 });
}

/** JSON and a stream of one event. */
async function benchForms(kind: string, server: Server, pair: Pair): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const callers of [1, 16, 64]) {
    const targets = {
      json: toCall(server, pair, eras.now),
      stream: toCall(server, pair, eras.now, 'text/event-stream'),
    };
    const { json, stream } = await load(targets, { callers, rounds, seconds: pair.seconds });
    rows.push([callers, ...cells(json), ...cells(stream), stream.perSecond / json.perSecond]);
  }
  const head = ['callers', ...headOf('JSON'), ...headOf('event stream'), 'ratio'];
  printTable(`${pair.tool} as JSON and as an event stream, ${kind}`, head, rows);
}

/** What an application's access token costs beside an API token. */
async function benchCredentials(kind: string, server: Server, pair: Pair): Promise<void> {
  const rows: (string | number)[][] = [];
  const ratios: number[] = [];
  for (const callers of [1, 16, 64]) {
    const targets = {
      token: toCall(server, pair, eras.now),
      access: { ...toCall(server, pair, eras.now), token: server.accessToken },
    };
    const { token, access } = await load(targets, { callers, rounds, seconds: pair.seconds });
    const cpu = access.cpuMs / token.cpuMs;
    ratios.push(cpu);
    rows.push([callers, ...cells(token), ...cells(access), access.perSecond / token.perSecond, cpu]);
  }
  const head = ['callers', ...headOf('API token'), ...headOf('access token'), 'ratio', 'ratio of CPU'];
  printTable(`${pair.tool} with an API token and with an access token of OAuth, ${kind}`, head, rows);
  printTarget('the greatest ratio of processor time', Math.max(...ratios), { atMost: 1.1 });
}

/** The same question to both. The reference looks for it as one piece of text in every fact, and finds nothing. */
async function benchAgainstReference(server: Server, pair: Pair): Promise<void> {
  const bridge = await startBridge(facts);
  try {
    const rows: (string | number)[][] = [];
    for (const callers of [1, 16, 64]) {
      const params = { name: 'search_nodes', arguments: { query } };
      const targets = {
        ours: toCall(server, pair, eras.before),
        theirs: {
          url: bridge.url,
          body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
          headers: { accept: 'application/json, text/event-stream' },
        },
      };
      const { ours, theirs } = await load<'ours' | 'theirs'>(targets, {
        callers,
        rounds,
        seconds: pair.seconds,
      });
      const [perSecond, p95] = cells(theirs);
      rows.push([callers, ...cells(ours), perSecond ?? 0, p95 ?? 0, ours.perSecond / theirs.perSecond]);
    }
    const head = ['callers', ...headOf('knowmind'), 'reference per second', 'p95 ms', 'ratio'];
    printTable(`Recall among ${facts.toLocaleString('en')} facts over MCP, embedded`, head, rows);
  } finally {
    await bridge.stop();
  }
}

async function bench(kind: string, env: Record<string, string>): Promise<void> {
  const server = await startServer(env);
  try {
    await server.order({ facts: [0, facts] });
    await benchAgainstRest(kind, server);
    const [health, recent, recall] = pairs;
    if (health) await benchCredentials(kind, server, health);
    if (recent) await benchForms(kind, server, recent);
    if (recall && kind === 'embedded') await benchAgainstReference(server, recall);
  } finally {
    await server.stop();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'knowmind-bench-'));
try {
  console.log(`Node ${process.version}, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}`);
  await bench('embedded', { KNOWMIND_DATA_DIR: join(folder, 'embedded') });
  await onPostgres((url, { version }) =>
    bench(`PostgreSQL ${version}`, { KNOWMIND_DATA_DIR: join(folder, 'none'), DATABASE_URL: url }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
