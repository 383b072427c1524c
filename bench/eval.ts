import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startApp } from '../packages/server/src/app.ts';
import { readConfig } from '../packages/server/src/config.ts';
import { allStages } from '../packages/server/src/recall/pipeline.ts';
import { type DataSet, readDataSets } from './parts/data-set.ts';
import { combine, measureQuality, type Quality } from './parts/quality.ts';
import { printTable } from './parts/report.ts';
import { fts5, knowmind, miniSearch, type Searcher } from './parts/searchers.ts';

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('Usage: npm run eval -- FOLDER\nThe folder holds the evaluation sets, a JSON file each.');
  process.exit(2);
}

async function evaluate(search: Searcher, { queries }: DataSet): Promise<Quality> {
  const answers: string[][] = [];
  for (const { query } of queries) answers.push(await search(query));
  return measureQuality(queries, answers);
}

/** Umlauts as people type them who have none on their keyboard. */
const spelledOut = (set: DataSet): DataSet => ({
  ...set,
  queries: set.queries.map(({ query, relevant }) => ({
    relevant,
    query: query.replace(
      /[äöüß]/gi,
      (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' })[letter.toLowerCase()] ?? '',
    ),
  })),
});

const cells = ({ recall5, recall10, ndcg10, mrr10 }: Quality) =>
  [recall5, recall10, ndcg10, mrr10].map((value) => value.toFixed(3));

/** The stages of recall, one more in each. */
const steps = {
  'words alone': {},
  '+ times named in the query': { time: true },
  '+ forgiven typing': { time: true, typing: true },
  "+ neighbours' words": { time: true, typing: true, neighbours: true },
  '+ phrases': { time: true, typing: true, neighbours: true, phrases: true },
  '+ the source as a whole': { time: true, typing: true, neighbours: true, phrases: true, source: true },
  '+ feedback (all)': allStages,
};

/** One row a step: LoCoMo over all questions, and the other sets. */
function stepRow([name, parts]: [string, { set: DataSet; quality: Quality }[]]): string[] {
  const isLocomo = ({ set }: { set: DataSet }) => set.name.startsWith('locomo');
  const locomo = combine(
    parts.filter(isLocomo).map(({ set, quality }) => ({ quality, queries: set.queries.length })),
  );
  const others = parts.filter((part) => !isLocomo(part)).map(({ quality }) => quality.mrr10);
  return [name, ...[locomo.recall10, locomo.ndcg10, ...others].map((value) => value.toFixed(3))];
}

const dataDir = mkdtempSync(join(tmpdir(), 'knowmind-eval-'));
const config = readConfig({ port: '0', dataDir }, { KNOWMIND_LOG_LEVEL: 'error' });
const app = await startApp(config, {
  print: () => undefined,
  writeLog: (line) => process.stderr.write(line),
});
try {
  const rows: string[][] = [];
  const stepParts = new Map<string, { set: DataSet; quality: Quality }[]>();
  const conversations = new Map<string, { quality: Quality; queries: number }[]>();
  for (const set of readDataSets(resolve(folder))) {
    const ours = await knowmind(app, set);
    for (const [name, stages] of Object.entries(steps)) {
      const quality = await evaluate(ours.withStages(stages), set);
      stepParts.set(name, [...(stepParts.get(name) ?? []), { set, quality }]);
    }
    const searchers: Record<string, Searcher> = {
      knowmind: ours.search,
      'SQLite FTS5': await fts5(set),
      'MiniSearch 7': await miniSearch(set),
    };
    for (const [name, search] of Object.entries(searchers)) {
      const quality = await evaluate(search, set);
      rows.push([set.name, name, ...cells(quality)]);
      if (set.language === 'de') {
        rows.push([`${set.name}, ae oe ue`, name, ...cells(await evaluate(search, spelledOut(set)))]);
      }
      if (!set.name.startsWith('locomo')) continue;
      conversations.set(name, [...(conversations.get(name) ?? []), { quality, queries: set.queries.length }]);
    }
  }
  for (const [name, parts] of conversations)
    rows.push(['locomo, all questions', name, ...cells(combine(parts))]);
  const others = [...new Set([...stepParts.values()].flat().map(({ set }) => set.name))].filter(
    (name) => !name.startsWith('locomo'),
  );
  const columns = ['', 'locomo recall@10', 'locomo NDCG@10', ...others.map((name) => `${name} MRR@10`)];
  printTable('What each stage adds', columns, [...stepParts].map(stepRow));
  printTable('Quality of recall', ['set', '', 'recall@5', 'recall@10', 'NDCG@10', 'MRR@10'], rows);
} finally {
  await app.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
