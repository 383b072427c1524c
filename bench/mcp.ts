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
type Pair = { tool: string; args: object; rest: { path: string; body?: object } };
const pairs: Pair[] = [
  { tool: 'knowmind_get_health', args: {}, rest: { path: '/api/health' } },
  { tool: 'knowmind_list_recent', args: { k: 10 }, rest: { path: '/api/v1/memory/recent?k=10' } },
  {
    tool: 'knowmind_recall_memories',
    args: { query, k: 5, hops: 2 },
    rest: { path: '/api/v1/memory/recall', body: { query, k: 5, hops: 2 } },
  },
];

function toRest({ url, token }: Server, { rest }: Pair): Target {
  return { url: url + rest.path, token, ...(rest.body ? { body: rest.body } : {}) };
}

/** A bare call, as clients up to 2025-11-25 send it after their handshake, or one of 2026-07-28 that says all in itself. */
function toCall({ url, token }: Server, { tool, args }: Pair, revision: string, accept?: string): Target {
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
    body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
    headers: {
      accept: accept ?? 'application/json, text/event-stream',
      'mcp-protocol-version': revision,
      ...(isNow ? { 'mcp-method': 'tools/call', 'mcp-name': tool } : {}),
    },
  };
}

const cells = ({ perSecond, p95 }: Load) => [perSecond, p95];

async function benchAgainstRest(kind: string, server: Server): Promise<void> {
  const rows: (string | number)[][] = [];
  const ratios: number[] = [];
  for (const pair of pairs) {
    for (const callers of [1, 16, 64]) {
      const targets = {
        mcp: toCall(server, pair, eras.before),
        now: toCall(server, pair, eras.now),
        rest: toRest(server, pair),
      };
      const { mcp, now, rest } = await load(targets, { callers, rounds, seconds });
      const ratio = [mcp.perSecond / rest.perSecond, now.perSecond / rest.perSecond];
      ratios.push(...ratio);
      rows.push([pair.tool, callers, ...cells(mcp), ...cells(now), ...cells(rest), ...ratio]);
    }
  }
  const head = [
    ...['tool', 'callers', `${eras.before} per second`, 'p95 ms', `${eras.now} per second`, 'p95 ms'],
    ...['REST per second', 'p95 ms', `${eras.before} / REST`, `${eras.now} / REST`],
  ];
  printTable(`tools/call against the same operation over REST, ${kind}`, head, rows);
  printTarget('the lowest ratio of throughput', Math.min(...ratios), { atLeast: 0.5 });
}

/** JSON and a stream of one event. */
async function benchForms(kind: string, server: Server, pair: Pair): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const callers of [1, 16, 64]) {
    const targets = {
      json: toCall(server, pair, eras.now),
      stream: toCall(server, pair, eras.now, 'text/event-stream'),
    };
    const { json, stream } = await load(targets, { callers, rounds, seconds });
    rows.push([callers, ...cells(json), ...cells(stream), stream.perSecond / json.perSecond]);
  }
  const head = ['callers', 'JSON per second', 'p95 ms', 'event stream per second', 'p95 ms', 'ratio'];
  printTable(`${pair.tool} as JSON and as an event stream, ${kind}`, head, rows);
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
      const { ours, theirs } = await load<'ours' | 'theirs'>(targets, { callers, rounds, seconds });
      rows.push([callers, ...cells(ours), ...cells(theirs), ours.perSecond / theirs.perSecond]);
    }
    const head = ['callers', 'knowmind per second', 'p95 ms', 'reference per second', 'p95 ms', 'ratio'];
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
    const [, recent, recall] = pairs;
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
  await onPostgres((url, version) =>
    bench(`PostgreSQL ${version}`, { KNOWMIND_DATA_DIR: join(folder, 'none'), DATABASE_URL: url }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
