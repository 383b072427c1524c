import type { Predicate } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { deleteEdge, deriveAgain, insertEdge } from './queries.ts';
import { derivedPredicates } from './rules.ts';

type Edge = { from: string; predicate: Predicate; to: string };
/** What an edge from an archive has besides. */
type Kept = { id: string; reason: string | null; at: Date };

/** Writes an edge, its inverse, and what follows from it; false when it was there. The graph has to be locked. */
export async function addEdge(
  ctx: Context,
  {
    from,
    predicate: { predicate, inverse },
    to,
    confidence,
    ...kept
  }: Edge & { confidence: number } & Partial<Kept>,
): Promise<boolean> {
  const edge = { from, predicate, inverse, to, confidence, at: ctx.now, ...kept };
  const added = await insertEdge(ctx.tx, ctx.workspace.id, edge);
  if (added) await deriveFrom(ctx, edge);
  return added;
}

/** Removes an edge, its inverse, and what followed from it; false when there was none. */
export async function removeEdge(
  ctx: Context,
  { from, predicate: { predicate, inverse }, to }: Edge,
): Promise<boolean> {
  const edge = { from, predicate, inverse, to };
  const removed = await deleteEdge(ctx.tx, ctx.workspace.id, edge);
  if (removed) await deriveFrom(ctx, edge);
  return removed;
}

type Written = { from: string; predicate: string; to: string; inverse: string | null };

async function deriveFrom(ctx: Context, { from, predicate, to, inverse }: Written): Promise<void> {
  for (const rule of derivedPredicates) {
    for (const [place, step] of rule.restsOn.entries()) {
      const start = step === predicate ? from : step === inverse ? to : undefined;
      if (start) await deriveAgain(ctx.tx, ctx.workspace.id, { rule, place, start, at: ctx.now });
    }
  }
}
