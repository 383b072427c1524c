import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { KnowmindError } from '@knowmind/sdk';
import { readBytes, sendFile } from './file.ts';
import { type Failure, toFailure } from './file-failure.ts';
import { CliError, type CliIo } from './io.ts';
import { say } from './messages.ts';
import { harmless, print } from './output.ts';
import type { Session } from './session.ts';
import { type Manifest, writeManifest } from './sync-manifest.ts';
import { planSync, type Step } from './sync-plan.ts';
import { scanFolder, type Unreadable } from './sync-scan.ts';

export type SyncOptions = { json?: boolean; source?: string; delete?: boolean; dryRun?: boolean };
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
type Action = Step['action'] | 'gone' | 'failed';
type Item = { path: string; action: Action; id?: string; from?: string; error?: Failure };
type Counts = Record<Step['action'] | 'unchanged' | 'failed', number>;

const saveEveryMs = 1000;

/**
 * Brings the memory to what the folder holds now. Each file is noted once it is stored: one that ends half-way, and
 * is run again, goes on where it was.
 */
export async function runRound(io: CliIo, round: Round): Promise<{ items: Item[]; counts: Counts }> {
  const { manifest, options } = round;
  const { found, unreadable } = scanFolder(round.folder, manifest.files);
  const { steps, unchanged } = planSync(withoutUnreadable(manifest.files, unreadable), found);
  if (options.delete && found.length === 0 && steps.length > 0)
    throw new CliError(say(io, 'emptyFolder', { path: round.folder }));
  for (const { path, ...file } of unchanged)
    manifest.files[path] = { id: manifest.files[path]?.id ?? '', ...file };
  const items: Item[] = [];
  const note = (item: Item, place: string) => {
    items.push(item);
    if (!options.json || item.error) printItem(io, item, place);
  };
  for (const each of unreadable) if (isNews(round, each.path, each.reason)) note(toUnreadable(io, each), '');
  let savedAt = Date.now();
  try {
    for (const [index, step] of steps.entries()) {
      if (round.isStopped?.()) break;
      const item = await take(io, round, step);
      if (item) note(item, `[${index + 1}/${steps.length}] `);
      if (Date.now() - savedAt < saveEveryMs) continue;
      save(round);
      savedAt = Date.now();
    }
  } finally {
    save(round);
  }
  return { items, counts: count(items, unchanged.length) };
}

/** What cannot be read is not gone. */
function withoutUnreadable(files: Manifest['files'], unreadable: Unreadable[]): Manifest['files'] {
  if (unreadable.length === 0) return files;
  const hidden = (path: string) =>
    unreadable.some((one) => path === one.path || path.startsWith(`${one.path}/`));
  return Object.fromEntries(Object.entries(files).filter(([path]) => !hidden(path)));
}

/** What was told already, such as a file that failed and did not change since, is neither tried nor told again. */
function isNews({ told }: Round, path: string, state: string): boolean {
  if (told.get(path) === state) return false;
  told.set(path, state);
  return true;
}

async function take(io: CliIo, round: Round, step: Step): Promise<Item | undefined> {
  if (!isNews(round, step.path, step.action === 'removed' ? 'gone' : step.file.hash)) return undefined;
  const { path, action, id, from } = { id: undefined, from: undefined, ...step };
  const item = { path, action, ...(id ? { id } : {}), ...(from ? { from } : {}) };
  if (step.action === 'removed' && !round.options.delete) return { ...item, action: 'gone' };
  if (round.options.dryRun) return item;
  try {
    if (step.action === 'removed') await erase(round, step);
    else item.id = await store(io, round, step);
    return item;
  } catch (error) {
    return { ...item, action: 'failed', error: toFailure(io, error) };
  }
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

async function store(io: CliIo, round: Round, step: Storing): Promise<string> {
  const { manifest, options, session } = round;
  const path = join(round.folder, step.path);
  const bytes = await readBytes(io, path);
  const fields = { title: step.path, ...(options.source ? { source: options.source } : {}) };
  const send = (replace: { replaceDocumentId?: string }) =>
    sendFile(io, session, { path, bytes, fields: { ...fields, ...replace } });
  // A document that was erased meanwhile is stored anew.
  const { id } = await (step.action === 'new'
    ? send({})
    : send({ replaceDocumentId: step.id }).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
        return send({});
      }));
  if (step.action === 'renamed') delete manifest.files[step.from];
  const { size, mtimeMs } = step.file;
  // The file may have changed since it was looked at: what counts is what was sent.
  manifest.files[step.path] = { id, hash: createHash('sha256').update(bytes).digest('hex'), size, mtimeMs };
  return id;
}

function isMissing(error: unknown): boolean {
  return error instanceof KnowmindError && error.code === 'not_found';
}

function save({ path, manifest, options }: Round): void {
  if (!options.dryRun) writeManifest(path, manifest);
}

function toUnreadable(io: CliIo, { path, reason }: Unreadable): Item {
  return {
    path,
    action: 'failed',
    error: { code: 'file', message: say(io, 'cannotRead', { path, reason }) },
  };
}

const labels = {
  new: 'syncNew',
  changed: 'syncChanged',
  renamed: 'syncRenamed',
  removed: 'syncRemoved',
  gone: 'syncGone',
} as const;

function printItem(io: CliIo, { path, action, from, error }: Item, place: string): void {
  const name = harmless(from === undefined ? path : `${from} → ${path}`).replaceAll('\n', ' ');
  if (action !== 'failed') print(io, `${place}${name}: ${say(io, labels[action])}`);
  else io.stderr.write(`${place}${name}: ${harmless(error?.message ?? '').replaceAll('\n', ' ')}\n`);
}

function count(items: Item[], unchanged: number): Counts {
  const of = (action: Action) => items.filter((item) => item.action === action).length;
  return {
    new: of('new'),
    changed: of('changed'),
    renamed: of('renamed'),
    removed: of('removed'),
    unchanged,
    failed: of('failed'),
  };
}
