import Database from 'better-sqlite3';
import MiniSearch from 'minisearch';
import type { App } from '../../packages/server/src/app.ts';
import { inWorkspace } from '../../packages/server/src/db/tenant.ts';
import { invoke } from '../../packages/server/src/invoke.ts';
import { allStages, findMemories, type Stages } from '../../packages/server/src/recall/pipeline.ts';
import { type DataSet, toTime } from './data-set.ts';
import { createTenant } from './tenant.ts';

/** Holds the documents of one set and gives the ids that it finds for a query, best first. */
export type Searcher = (query: string) => Promise<string[]>;

const noStages = Object.fromEntries(Object.keys(allStages).map((stage) => [stage, false])) as Stages;

/** Ours: through the door, and with some stages only. */
export type Knowmind = { search: Searcher; withStages(stages: Partial<Stages>): Searcher };

/** Each document is a memory with its source and its time. */
export async function knowmind(app: App, { documents }: DataSet): Promise<Knowmind> {
  const { caller, workspaceId } = await createTenant(app);
  const documentsOf = new Map<string, string[]>();
  for (const { id, content, source, at } of documents) {
    const time = toTime(at);
    const input = { content, source, ...(time ? { valid_from: time } : {}) };
    const { output } = await invoke(app.services, 'storeMemory', { caller, input });
    documentsOf.set(output.id, [...(documentsOf.get(output.id) ?? []), id]);
  }
  return {
    search: async (query) => {
      const { output } = await invoke(app.services, 'recall', { caller, input: { query, k: 10 } });
      return output.items.flatMap(({ memory_id }) => documentsOf.get(memory_id ?? '') ?? []);
    },
    withStages: (stages) => async (query) => {
      const question = {
        query,
        k: 10,
        asOf: new Date(),
        filter: {},
        stages: { ...noStages, ...stages },
        hops: 2,
      };
      const hits = await inWorkspace(app.services.db, workspaceId, (tx) =>
        findMemories(tx, workspaceId, question),
      );
      return hits.flatMap(({ id }) => documentsOf.get(id) ?? []);
    },
  };
}

/** SQLite's full-text search with Porter stems, any of the words, best by BM25. */
export async function fts5({ documents }: DataSet): Promise<Searcher> {
  const db = new Database(':memory:');
  db.exec(`CREATE VIRTUAL TABLE d USING fts5(id UNINDEXED, content, tokenize = 'porter unicode61')`);
  const insert = db.prepare('INSERT INTO d VALUES (?, ?)');
  for (const { id, content } of documents) insert.run(id, content);
  const select = db.prepare<[string], { id: string }>(
    'SELECT id FROM d WHERE d MATCH ? ORDER BY bm25(d) LIMIT 10',
  );
  return async (query) => {
    const words = query.match(/[\p{L}\p{N}]+/gu) ?? [];
    return select.all(words.map((word) => `"${word}"`).join(' OR ')).map(({ id }) => id);
  };
}

export async function miniSearch({ documents }: DataSet): Promise<Searcher> {
  const index = new MiniSearch({ fields: ['content'] });
  index.addAll(documents.map(({ id, content }) => ({ id, content })));
  return async (query) =>
    index
      .search(query)
      .slice(0, 10)
      .map(({ id }) => String(id));
}
