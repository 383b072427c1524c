import { predicates } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { countGraph } from './queries.ts';

const forward = predicates.filter((each) => each.forward);
const names = (both: boolean) =>
  forward
    .filter(({ predicate, inverse }) => (predicate === inverse) === both)
    .map(({ predicate }) => predicate);
const counted = { oneWay: names(false), bothWays: names(true) };

/** How many entities there are, and how many relations, an edge and its inverse being one. */
export function graphStatistics({
  tx,
  workspace,
}: Context): Promise<{ entities: number; relations: number }> {
  return countGraph(tx, workspace.id, counted);
}
