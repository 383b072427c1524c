import type { Output, ParsedInput } from '@knowmind/sdk';
import { erasePrivate } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { unlinkErased } from '../graph/index.ts';
import { refreshNeighbours } from './neighbour/queries.ts';
import { deleteMemory } from './queries.ts';
import { lockToChange } from './supersede.ts';

/**
 * Erases a memory for good: its content, its words among its neighbours, its edges, kept answers, and its
 * title in the audit log. The log keeps that it was there and that it was erased.
 */
export async function eraseMemory(
  ctx: Context,
  input: ParsedInput<'eraseMemory'>,
): Promise<Output<'eraseMemory'>> {
  const { tx, workspace } = ctx;
  const { id, source, valid_from } = await lockToChange(ctx, input.id);
  await unlinkErased(ctx, id, () => deleteMemory(tx, workspace.id, id));
  if (source) await refreshNeighbours(tx, workspace.id, { source, validFrom: valid_from, id });
  await erasePrivate(tx, workspace.id, [id]);
  ctx.entry.target = { type: 'memory', id };
  return { ok: true };
}
