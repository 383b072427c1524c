import { memoryEntry, type Output, type ParsedInput, plans } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { toDetails, toWording } from '../wording.ts';
import { inSavepoint, lockBatch, lockCount, lockSource } from './queries.ts';
import { linkWritten, type Written, writeMemory } from './store.ts';

type Entry = ParsedInput<'storeMemory'>;
type Answer = Output<'storeMemories'>;
type Item = Answer['items'][number];

/** Stores the entries in one transaction. What is wrong with one refuses that one alone. */
export async function storeMemories(
  ctx: Context,
  { entries }: ParsedInput<'storeMemories'>,
): Promise<Answer> {
  const refused = new Map<number, AppError>();
  const good = new Map<number, Entry>();
  for (const [index, entry] of entries.entries()) {
    const parsed = memoryEntry.safeParse(entry, { error: toWording });
    if (parsed.success) good.set(index, parsed.data);
    else refused.set(index, toRefusal(toDetails(parsed.error, Object.keys(memoryEntry.shape))));
  }
  await lockAll(ctx, [...good.values()]);
  const written = await writeAll(ctx, good, refused);
  const items = entries.map((_, index): Item => toItem(written.get(index), refused.get(index)));
  const count = (wanted: Item['status']) => items.filter(({ status }) => status === wanted).length;
  const counts = { stored: count('stored'), unchanged: count('unchanged'), refused: count('refused') };
  ctx.entry.details = {
    ...counts,
    ids: items.flatMap(({ status, id }) => (status === 'stored' ? [id] : [])),
  };
  return { ...counts, items };
}

/** Whatever one entry after the other would lock is locked first, in an order that no other batch reverses. */
async function lockAll({ tx, workspace }: Context, entries: Entry[]): Promise<void> {
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
  good: Map<number, Entry>,
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

type Step<T> = (ctx: Context, entry: Entry, index: number) => Promise<T>;

/** Does a step for each entry that was not refused; a refusal undoes what the step did. */
async function attemptEach<T>(
  ctx: Context,
  good: Map<number, Entry>,
  refused: Map<number, AppError>,
  step: Step<T>,
): Promise<Map<number, T>> {
  const results = new Map<number, T>();
  for (const [index, entry] of good) {
    if (refused.has(index)) continue;
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
