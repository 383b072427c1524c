import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { create, insertMultiple, search } from '@orama/orama';
import Database from 'better-sqlite3';
import MiniSearch from 'minisearch';
import { type Fact, toFact } from './facts.ts';
import { embed } from './hashing.ts';

/** Keeps facts and finds them: what knowmind is measured against. */
export type Keeper = {
  name: string;
  /** Facts above which it takes minutes to fill or to ask. */
  most: number;
  /** Adds the facts from one number up to another. */
  fill(from: number, to: number): Promise<void>;
  /** Ids of the ten best. */
  ask(query: string): Promise<string[]>;
  /** One write that is on the disk when it resolves; undefined where nothing is kept there. */
  store?(fact: Fact): Promise<void>;
  diskBytes?(): number;
  stop(): Promise<void>;
};

/** Words that stand in every question; without them FTS5 is faster and finds more. */
const common = new Set(
  'which was by for in the what who where when how is are did does of to a an on at'.split(' '),
);

function* range(from: number, to: number): Generator<Fact> {
  for (let index = from; index < to; index += 1) yield toFact(index);
}

/** SQLite's full-text search over a table on the disk, any of the words, best by BM25. */
export async function createFts5(): Promise<Keeper> {
  const folder = mkdtempSync(join(tmpdir(), 'knowmind-fts5-'));
  const file = join(folder, 'facts.db');
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`CREATE TABLE fact (id INTEGER PRIMARY KEY, content TEXT);
    CREATE VIRTUAL TABLE found USING fts5(content, content = fact, content_rowid = id, tokenize = 'porter unicode61')`);
  const row = db.prepare('INSERT INTO fact VALUES (?, ?)');
  const words = db.prepare('INSERT INTO found (rowid, content) VALUES (?, ?)');
  const insert = db.transaction((facts: Fact[]) => {
    for (const { id, content } of facts) {
      row.run(Number(id), content);
      words.run(Number(id), content);
    }
  });
  const select = db.prepare<[string], { rowid: number }>(
    'SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found) LIMIT 10',
  );
  return {
    name: 'SQLite FTS5',
    most: Number.POSITIVE_INFINITY,
    async fill(from, to) {
      for (let at = from; at < to; at += 10_000) insert([...range(at, Math.min(to, at + 10_000))]);
    },
    async ask(query) {
      const asked = (query.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !common.has(word));
      return select.all(asked.map((word) => `"${word}"`).join(' OR ')).map(({ rowid }) => String(rowid));
    },
    async store(fact) {
      insert([fact]);
    },
    diskBytes: () => statSync(file).size,
    async stop() {
      db.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export async function createMiniSearch(): Promise<Keeper> {
  const index = new MiniSearch({ fields: ['content'] });
  return {
    name: 'MiniSearch',
    most: 100_000,
    fill: async (from, to) => index.addAll([...range(from, to)]),
    ask: async (query) =>
      index
        .search(query)
        .slice(0, 10)
        .map(({ id }) => String(id)),
    stop: async () => index.removeAll(),
  };
}

export async function createOrama(): Promise<Keeper> {
  const index = create({ schema: { content: 'string' } as const });
  return {
    name: 'Orama',
    most: 10_000,
    async fill(from, to) {
      await insertMultiple(index, [...range(from, to)]);
    },
    async ask(term) {
      const { hits } = await search(index, { term, threshold: 1, limit: 10 });
      return hits.map(({ id }) => id);
    },
    stop: async () => undefined,
  };
}

/** Without a model that extracts facts, and with the embedder that all share. */
export async function createMem0(): Promise<Keeper> {
  process.env.MEM0_TELEMETRY = 'false';
  const { Memory } = await import('mem0ai/oss');
  const folder = mkdtempSync(join(tmpdir(), 'knowmind-mem0-'));
  const model = {
    embedQuery: async (text: string) => embed(text),
    embedDocuments: async (texts: string[]) => texts.map(embed),
  };
  const memory = new Memory({
    embedder: { provider: 'langchain', config: { model: model as never } },
    vectorStore: {
      provider: 'memory',
      config: { collectionName: 'facts', dimension: 384, dbPath: join(folder, 'vectors.db') },
    },
    llm: { provider: 'openai', config: { apiKey: 'none', model: 'none' } },
    historyDbPath: join(folder, 'history.db'),
  });
  const store = async ({ id, content }: Fact) => {
    await memory.add(content, { userId: 'bench', infer: false, metadata: { fact: id } });
  };
  return {
    name: 'mem0ai',
    most: 10_000,
    async fill(from, to) {
      for (const fact of range(from, to)) await store(fact);
    },
    async ask(query) {
      const { results } = await memory.search(query, {
        filters: { user_id: 'bench' },
        topK: 10,
        threshold: 0,
      });
      return results.map(({ metadata }) => String(metadata?.fact));
    },
    store,
    stop: async () => rmSync(folder, { recursive: true }),
  };
}

/** The reference server of the protocol's authors, over its own transport. */
export async function createReference(): Promise<Keeper> {
  const folder = mkdtempSync(join(tmpdir(), 'knowmind-reference-'));
  const program = fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-memory/dist/index.js'));
  const client = new Client({ name: 'bench', version: '1' });
  const env = { MEMORY_FILE_PATH: join(folder, 'memory.jsonl') };
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [program], env, stderr: 'ignore' }),
  );
  const add = (facts: Fact[]) => {
    const entities = facts.map(({ id, content }) => ({
      name: id,
      entityType: 'fact',
      observations: [content],
    }));
    return client.callTool({ name: 'create_entities', arguments: { entities } });
  };
  return {
    name: 'MCP reference memory',
    most: 10_000,
    async fill(from, to) {
      await add([...range(from, to)]);
    },
    async ask(query) {
      const { content } = await client.callTool({ name: 'search_nodes', arguments: { query } });
      const { entities } = JSON.parse((content as { text: string }[])[0]?.text ?? '{}') as {
        entities: { name: string }[];
      };
      return entities.slice(0, 10).map(({ name }) => name);
    },
    async store(fact) {
      await add([fact]);
    },
    async stop() {
      await client.close();
      rmSync(folder, { recursive: true });
    },
  };
}
