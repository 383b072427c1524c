import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { askAll, type Times } from './parts/ask.ts';
import { onPostgres } from './parts/database.ts';
import { toFact, toQuestions } from './parts/facts.ts';
import { benchIngest } from './parts/ingest.ts';
import {
  createFts5,
  createMem0,
  createMiniSearch,
  createOrama,
  createReference,
  type Keeper,
} from './parts/keepers.ts';
import { type Server, startServer } from './parts/load.ts';
import { median } from './parts/measure.ts';
import { sizeOf, toKeeper } from './parts/ours.ts';
import { printTable, printTarget } from './parts/report.ts';
import { residentKb } from './parts/start.ts';
import { benchVectors } from './parts/vectors.ts';

const quick = process.argv.includes('--quick');
const sizes = quick
  ? [1000, 10_000]
  : [1000, 10_000, 100_000, ...(process.argv.includes('--million') ? [1_000_000] : [])];
const rounds = quick ? 2 : 3;
const asked = quick ? 40 : 60;

/** Durable single writes a second, by so many callers at once. */
async function rateStores(keeper: Keeper, callers: number, next: () => number): Promise<number> {
  const { store } = keeper;
  if (!store) return Number.NaN;
  const rates: number[] = [];
  for (let round = 0; round < Math.min(3, rounds); round += 1) {
    const from = performance.now();
    let stored = 0;
    const loop = async () => {
      for (; performance.now() - from < (quick ? 500 : 2000); stored += 1) await store(toFact(next()));
    };
    await Promise.all(Array.from({ length: callers }, loop));
    rates.push((stored * 1000) / (performance.now() - from));
  }
  return median(rates);
}

const megabytes = (bytes: number) => bytes / 1024 / 1024;

type Disk = { bytes(): Promise<number>; withOthers: boolean };

async function benchSizes(kind: string, server: Server, disk: Disk): Promise<void> {
  const ours = toKeeper(`knowmind, ${kind}`, server);
  // In memory or in a process of their own, the others do not care which database ours has.
  const others = [createMiniSearch, createOrama, createMem0, createReference];
  const peers = [await createFts5()];
  if (disk.withOthers) for (const create of others) peers.push(await create());
  const p50s: number[] = [];
  try {
    for (const [index, size] of sizes.entries()) {
      const from = sizes[index - 1] ?? 0;
      const present = [ours, ...peers.filter(({ most }) => size <= most)];
      const filled = new Map<string, number>();
      for (const keeper of present) {
        const startedAt = performance.now();
        await keeper.fill(from, size);
        filled.set(keeper.name, ((size - from) * 1000) / (performance.now() - startedAt));
      }
      const times = await askAll(present, toQuestions(size, asked), rounds);
      const rows = [...times].map(([name, { p50, p95, found }]) => [
        name,
        p50,
        p95,
        found,
        filled.get(name) ?? Number.NaN,
      ]);
      const head = ['', 'p50 ms', 'p95 ms', 'answer among the first ten', 'stored in bulk, per second'];
      printTable(`Recall among ${size.toLocaleString('en')} memories, ${kind}`, head, rows);
      judge(ours.name, times, size);
      p50s.push(times.get(ours.name)?.p50 ?? Number.NaN);
      const space = [
        residentKb(server.pid) / 1024,
        megabytes(await disk.bytes()),
        megabytes(peers[0]?.diskBytes?.() ?? 0),
      ];
      printTable(
        `Room for ${size.toLocaleString('en')} memories, ${kind}`,
        ['resident MB', 'on disk MB', 'FTS5 on disk MB'],
        [space],
      );
    }
    if (sizes.length > 3)
      printTarget('p50 at 1,000,000 against that at 10,000', (p50s[3] ?? Number.NaN) / (p50s[1] ?? 1), {
        atMost: 4,
      });
    await benchStores(kind, [ours, ...peers]);
  } finally {
    for (const keeper of [ours, ...peers]) await keeper.stop();
  }
}

function judge(ours: string, times: Map<string, Times>, size: number): void {
  const own = times.get(ours)?.p95 ?? Number.NaN;
  const floor = times.get('SQLite FTS5')?.p95 ?? Number.NaN;
  if (size === 100_000)
    printTarget('p95 over HTTP against that of FTS5 in process', own / floor, { atMost: 3 });
  if (size < 10_000) return;
  for (const [name, { p95 }] of times)
    if (name !== ours && name !== 'SQLite FTS5') printTarget(`p95 against ${name}`, own / p95, { atMost: 1 });
}

async function benchStores(kind: string, keepers: Keeper[]): Promise<void> {
  let number = 100_000_000;
  const rates: [string, number, number][] = [];
  for (const keeper of keepers.filter(({ store }) => store)) {
    const rate = (callers: number) => rateStores(keeper, callers, () => (number += 1));
    rates.push([keeper.name, await rate(1), await rate(16)]);
  }
  printTable(`Single stores per second, ${kind}`, ['', '1 caller', '16 callers'], rates);
  const [, ...own] = rates[0] ?? ['', Number.NaN];
  printTarget('durable single stores per second', Math.max(...own), { atLeast: 500 });
}

console.log(`Node ${process.version}, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}`);
const folder = mkdtempSync(join(tmpdir(), 'knowmind-bench-'));
const dataDir = (name: string) => ({ KNOWMIND_DATA_DIR: join(folder, name) });
const parts = process.argv.filter((each) => ['sizes', 'ingest', 'vectors'].includes(each));
const isWanted = (part: string) => parts.length === 0 || parts.includes(part);

async function benchAll(kind: string, env: Record<string, string>, disk: Disk): Promise<void> {
  if (isWanted('sizes')) await benchSizes(kind, await startServer(env), disk);
  const options = { quick, kind };
  if (isWanted('ingest')) await benchIngest(await startServer({ ...env, ...dataDir('ingest') }), options);
  if (isWanted('vectors')) await benchVectors({ ...env, ...dataDir('vectors') }, options);
}

try {
  const bytes = async () => sizeOf(join(folder, 'data'));
  await benchAll('embedded', dataDir('data'), { bytes, withOthers: true });
  await onPostgres((url, { version, bytes }) => {
    const kind = `PostgreSQL ${version.split(' ')[0]}`;
    return benchAll(kind, { ...dataDir('none'), DATABASE_URL: url }, { bytes, withOthers: false });
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
