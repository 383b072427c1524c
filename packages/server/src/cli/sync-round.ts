import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { documentLimits, KnowmindError } from '@knowmind/sdk';
import { readBytes, sendFile } from './file.ts';
import { toFailure } from './file-failure.ts';
import { CliError, type CliIo, FileError } from './io.ts';
import { say } from './messages.ts';
import type { Session } from './session.ts';
import { type Manifest, writeManifest } from './sync-manifest.ts';
import { planSync, type Step } from './sync-plan.ts';
import { type Counts, count, type Item, printItem, toSkipped, toUnreadable } from './sync-report.ts';
import { scanFolder } from './sync-scan.ts';

export type SyncOptions = {
  json?: boolean;
  source?: string;
  delete?: boolean;
  dryRun?: boolean;
  verbose?: boolean;
};
export type Round = {
  folder: string;
  session: Session;
  /** Where the manifest is kept. */
  path: string;
  manifest: Manifest;
  /** The state in which each path was dealt with last. */
  told: Map<string, string>;
  options: SyncOptions;
  /** Whether the person at the terminal has had enough. */
  isStopped?: () => boolean;
};
const saveEveryMs = 1000;

/**
 * Brings the memory to what the folder holds now. Each file is noted once it is stored: one that ends half-way, and
 * is run again, goes on where it was.
 */
export async function runRound(io: CliIo, round: Round): Promise<{ items: Item[]; counts: Counts }> {
  const { manifest, options } = round;
  const { found, unreadable, skipped } = scanFolder(round.folder, manifest.files);
  const { steps, unchanged } = planSync(without(manifest.files, [...unreadable, ...skipped]), found);
  if (options.delete && found.length === 0 && steps.length > 0)
    throw new CliError(say(io, 'emptyFolder', { path: round.folder }));
  for (const { path, ...file } of unchanged)
    manifest.files[path] = { id: manifest.files[path]?.id ?? '', ...file };
  const items: Item[] = [];
  const note = (item: Item, place: string) => {
    items.push(item);
    if (!options.json || item.error) printItem(io, item, { place, verbose: options.verbose === true });
  };
  for (const each of unreadable) if (isNews(round, each.path, each.reason)) note(toUnreadable(io, each), '');
  for (const each of skipped) if (isNews(round, each.path, each.reason)) note(toSkipped(each), '');
  let savedAt = Date.now();
  try {
    const news = steps.filter((step) =>
      isNews(round, step.path, step.action === 'removed' ? 'gone' : step.file.hash),
    );
    for (const [index, step] of news.entries()) {
      if (round.isStopped?.()) break;
      note(await take(io, round, step), `[${index + 1}/${news.length}] `);
      if (Date.now() - savedAt < saveEveryMs) continue;
      save(round);
      savedAt = Date.now();
    }
  } finally {
    save(round);
  }
  return { items, counts: count(items, unchanged.length) };
}

/** What cannot be read, or was emptied, is not gone. */
function without(files: Manifest['files'], others: { path: string }[]): Manifest['files'] {
  if (others.length === 0) return files;
  const paths = new Set(others.map(({ path }) => path));
  const hidden = (path: string) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1))
      if (paths.has(path.slice(0, end))) return true;
    return false;
  };
  return Object.fromEntries(Object.entries(files).filter(([path]) => !hidden(path)));
}

/** What was told already, such as a file that failed and did not change since, is neither tried nor told again. */
function isNews({ told }: Round, path: string, state: string): boolean {
  if (told.get(path) === state) return false;
  told.set(path, state);
  return true;
}

async function take(io: CliIo, round: Round, step: Step): Promise<Item> {
  const { path, action, id, from } = { id: undefined, from: undefined, ...step };
  const item = { path, action, ...(id ? { id } : {}), ...(from ? { from } : {}) };
  if (step.action === 'removed' && !round.options.delete) return { ...item, action: 'gone' };
  try {
    if (step.action !== 'removed') assertSize(io, step);
    if (round.options.dryRun) return item;
    if (step.action === 'removed') await erase(round, step);
    else return { ...item, ...(await store(io, round, step)) };
    return item;
  } catch (error) {
    return { ...item, action: 'failed', error: toFailure(io, error) };
  }
}

/** What is refused for its size is so in a dry run too. */
function assertSize(io: CliIo, { path, file }: Storing): void {
  if (file.size > documentLimits.contentBytes) throw new FileError(say(io, 'tooLargeFile', { path }));
}

async function erase(
  { session, manifest }: Round,
  { path, id }: { path: string; id: string },
): Promise<void> {
  await session.call('eraseDocument', { id }).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
  delete manifest.files[path];
}

type Storing = Exclude<Step, { action: 'removed' }>;

async function store(io: CliIo, round: Round, step: Storing): Promise<Pick<Item, 'id' | 'tookPlace'>> {
  const { manifest, options, session } = round;
  const path = join(round.folder, step.path);
  const bytes = await readBytes(io, path);
  const fields = { title: step.path, ...(options.source ? { source: options.source } : {}) };
  const send = (replace: { replaceDocumentId?: string }) =>
    sendFile(io, session, { path, bytes, fields: { ...fields, ...replace } });
  // A document that was erased meanwhile is stored anew.
  const { id, replaced } = await (step.action === 'new'
    ? send({})
    : send({ replaceDocumentId: step.id }).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
        return send({});
      }));
  if (step.action === 'renamed') delete manifest.files[step.from];
  const { size, mtimeMs } = step.file;
  // The file may have changed since it was looked at: what counts is what was sent.
  manifest.files[step.path] = { id, hash: createHash('sha256').update(bytes).digest('hex'), size, mtimeMs };
  // Another folder, or an upload, had a document of this title: that text is gone.
  return step.action === 'new' && replaced ? { id, tookPlace: true } : { id };
}

function isMissing(error: unknown): boolean {
  return error instanceof KnowmindError && error.code === 'not_found';
}

function save({ path, manifest, options }: Round): void {
  if (!options.dryRun) writeManifest(path, manifest);
}
