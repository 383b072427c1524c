import { memoryEntry, type Output, type ParsedInput, plans } from '@knowmind/sdk';
import { createBreather } from '../breather.ts';
import type { CallContext, Context } from '../context.ts';
import { inWorkspace } from '../db/tenant.ts';
import { AppError } from '../errors.ts';
import { check, toDetails } from '../wording.ts';
import { lockSource } from './neighbour/queries.ts';
import { inSavepoint, lockBatch, lockCount, selectKnown } from './queries.ts';
import { linkWritten, prepareMemory, type Ready, type Written, writeMemory } from './store.ts';

type Answer = Output<'storeMemories'>;
type Item = Answer['items'][number];

/** What of a batch may be stored, and why the rest may not, by place. */
type Batch = { good: Map<number, Ready>; refused: Map<number, AppError> };

/** Stores the entries in one transaction. What is wrong with one refuses that one alone. */
export const storeMemories = {
  async prepare(ctx: CallContext, { entries }: ParsedInput<'storeMemories'>) {
    const rest = createBreather();
    const batch: Batch = { good: new Map(), refused: new Map() };
    for (const [index, entry] of entries.entries()) {
      const ready = prepareEntry(ctx, entry, rest);
      if (ready instanceof AppError) batch.refused.set(index, ready);
      else batch.good.set(index, ready);
      await rest();
    }
    await analyseNew(ctx, [...batch.good.values()]);
    const { good, refused } = batch;
    return (tx: Context) => storeBatch(tx, entries.length, { good, refused: new Map(refused) });
  },
};

function prepareEntry(ctx: CallContext, entry: unknown, rest: () => Promise<void>): Ready | AppError {
  const parsed = check(memoryEntry, entry);
  if (!parsed.success) return toRefusal(toDetails(parsed.error, Object.keys(memoryEntry.shape)));
  try {
    return prepareMemory(ctx, parsed.data, rest);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** Four megabytes of long memories take seconds. What is known already, as in a repeated batch, takes none. */
async function analyseNew({ services, caller }: CallContext, good: Ready[]): Promise<void> {
  const workspaceId = caller.workspace?.id ?? '';
  const hashes = good.map(({ contentHash }) => contentHash);
  const known = await inWorkspace(services.db, workspaceId, (tx) => selectKnown(tx, workspaceId, hashes));
  for (const ready of good) if (!known.has(ready.contentHash.toString('hex'))) await ready.terms();
}

async function storeBatch(ctx: Context, entries: number, { good, refused }: Batch): Promise<Answer> {
  await lockAll(ctx, [...good.values()]);
  const written = await writeAll(ctx, good, refused);
  const items = Array.from({ length: entries }, (_, index) => toItem(written.get(index), refused.get(index)));
  const count = (wanted: Item['status']) => items.filter(({ status }) => status === wanted).length;
  const counts = { stored: count('stored'), unchanged: count('unchanged'), refused: count('refused') };
  ctx.entry.details = {
    ...counts,
    ids: items.flatMap(({ status, id }) => (status === 'stored' ? [id] : [])),
  };
  return { ...counts, items };
}

/** Whatever one entry after the other would lock is locked first, in an order that no other batch reverses. */
async function lockAll({ tx, workspace }: Context, entries: Ready[]): Promise<void> {
  await lockBatch(tx, workspace.id);
  if (plans[workspace.plan].memories !== null) await lockCount(tx, workspace.id);
  const sources = new Set(entries.flatMap(({ source }) => source ?? []));
  for (const source of [...sources].sort()) await lockSource(tx, workspace.id, source);
}

/**
 * Writes all entries before it links any: the graph's lock comes last. An entry whose relations are refused is not
 * to stay, so then all is undone and written once more without it.
 */
async function writeAll(
  ctx: Context,
  good: Map<number, Ready>,
  refused: Map<number, AppError>,
): Promise<Map<number, Written>> {
  for (;;) {
    const before = refused.size;
    let written = new Map<number, Written>();
    const done = await inSavepoint(ctx.tx, async () => {
      written = await attemptEach(ctx, good, refused, writeMemory);
      const stored = refused.size;
      await attemptEach(ctx, good, refused, async (_, entry, index) => {
        const own = written.get(index);
        if (own) await linkWritten(ctx, own, entry);
      });
      return refused.size === stored;
    });
    if (done) return written;
    if (refused.size === before) throw new Error('a batch that is written again has to become smaller');
  }
}

type Step<T> = (ctx: Context, entry: Ready, index: number) => Promise<T>;

/** Does a step for each entry that was not refused; a refusal undoes what the step did. */
async function attemptEach<T>(
  ctx: Context,
  good: Map<number, Ready>,
  refused: Map<number, AppError>,
  step: Step<T>,
): Promise<Map<number, T>> {
  const results = new Map<number, T>();
  // The embedded database works in this thread: whoever needs none is not to wait for all entries.
  const rest = createBreather();
  for (const [index, entry] of good) {
    if (refused.has(index)) continue;
    await rest();
    await inSavepoint(ctx.tx, async () => {
      try {
        results.set(index, await step(ctx, entry, index));
        return true;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        refused.set(index, error);
        return false;
      }
    });
  }
  return results;
}

function toRefusal(details: { path: string; message: string }[]): AppError {
  const [first] = details;
  const where = first?.path ? `${first.path}: ` : '';
  return new AppError('invalid_request', `The entry is not valid. ${where}${first?.message ?? ''}`, {
    details,
  });
}

function toItem(written: Written | undefined, refusal: AppError | undefined): Item {
  if (refusal) {
    const { code, message, extras } = refusal;
    const details = extras.details ? { details: extras.details } : {};
    return { status: 'refused', id: null, title: null, error: { code, message, ...details } };
  }
  if (!written) throw new Error('an entry was neither stored nor refused');
  const { id, title } = written.row;
  return { status: written.unchanged ? 'unchanged' : 'stored', id, title };
}
