import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startApp } from '../packages/server/src/app.ts';
import { readConfig } from '../packages/server/src/config.ts';
import { allStages, type Stages } from '../packages/server/src/recall/pipeline.ts';
import { type DataSet, readDataSets } from './parts/data-set.ts';
import { combine, measureQuality, type Quality } from './parts/quality.ts';
import { printTable } from './parts/report.ts';
import { fts5, knowmind, miniSearch, type Searcher } from './parts/searchers.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { without: { type: 'string' } },
});
const [folder] = positionals;
const without = values.without?.split(',');
if (!folder)
  fail(
    'Usage: npm run eval -- FOLDER [--without STAGE,STAGE]\nThe folder holds the evaluation sets, a JSON file each.',
  );

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

/** The stages of recall, one more in each. The data has neither vectors nor relations. */
const added: [string, (keyof Stages)[]][] = [
  ['words alone', []],
  ['+ times named in the query', ['time']],
  ['+ forgiven typing', ['typing']],
  ['+ asking words weigh less', ['asking']],
  ["+ neighbours' words", ['neighbours']],
  ['+ other forms of a word', ['forms']],
  ['+ phrases', ['phrases']],
  ['+ windows of long texts', ['windows']],
  ['+ the source as a whole', ['source']],
  ['+ feedback (all)', ['feedback', 'vector', 'graph']],
];
const on = (stages: (keyof Stages)[]): Partial<Stages> =>
  Object.fromEntries(stages.map((stage) => [stage, true]));
const steps: [string, Partial<Stages>][] = without
  ? [[`all without ${without.join(', ')}`, { ...allStages, ...off(without) }]]
  : added.map(([name], index) => [name, on(added.slice(0, index + 1).flatMap(([, stages]) => stages))]);

function off(stages: string[]): Partial<Stages> {
  const unknown = stages.filter((stage) => !(stage in allStages));
  if (unknown.length > 0)
    fail(`No such stage: ${unknown.join(', ')}. There are ${Object.keys(allStages).join(', ')}.`);
  return Object.fromEntries(stages.map((stage) => [stage, false]));
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

type Measured = { group: string; name: string; quality: Quality; queries: number };

/** Sets of one group (all conversations of LoCoMo are one) and one searcher together, a row each. */
function groupRows(measured: Measured[]): string[][] {
  const groups = new Map<string, Measured[]>();
  for (const each of measured) {
    const key = JSON.stringify([each.group, each.name]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].map((parts) => [
    parts[0]?.group ?? '',
    parts[0]?.name ?? '',
    ...cells(combine(parts)),
  ]);
}

const dataDir = mkdtempSync(join(tmpdir(), 'knowmind-eval-'));
const config = readConfig({ port: '0', dataDir }, { KNOWMIND_LOG_LEVEL: 'error' });
const app = await startApp(config, {
  print: () => undefined,
  writeLog: (line) => process.stderr.write(line),
});
try {
  const whole: Measured[] = [];
  const byStep: Measured[] = [];
  for (const set of readDataSets(resolve(folder))) {
    const queries = set.queries.length;
    const group = set.name.startsWith('locomo') ? 'locomo, all questions' : set.name;
    const ours = await knowmind(app, set);
    for (const [name, stages] of steps)
      byStep.push({ group, name, queries, quality: await evaluate(ours.withStages(stages), set) });
    const searchers: Record<string, Searcher> = {
      knowmind: ours.search,
      'SQLite FTS5': await fts5(set),
      'MiniSearch 7': await miniSearch(set),
    };
    for (const [name, search] of Object.entries(searchers)) {
      const quality = await evaluate(search, set);
      for (const each of new Set([set.name, group])) whole.push({ group: each, name, queries, quality });
      if (name !== 'knowmind') byStep.push({ group, name, queries, quality });
      if (set.language !== 'de') continue;
      const spelled = await evaluate(search, spelledOut(set));
      whole.push({ group: `${set.name}, ae oe ue`, name, queries, quality: spelled });
    }
  }
  const figures = ['recall@5', 'recall@10', 'NDCG@10', 'MRR@10'];
  printTable('What each stage adds', ['set', '', ...figures], groupRows(byStep));
  printTable('Quality of recall', ['set', '', ...figures], groupRows(whole));
} finally {
  await app.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
