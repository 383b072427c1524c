import type { EntityClass, Output } from '@knowmind/sdk';

export type Neighbourhood = Output<'getNeighborhood'>;
export type Node = Neighbourhood['nodes'][number];
export type Relation = Neighbourhood['relations'][number];
type Filter = { classes?: EntityClass[]; predicates?: string[] };

/** What the filters leave of a neighbourhood, and still hangs together with the node in the middle. */
export function filterAround(
  { nodes, relations }: Pick<Neighbourhood, 'nodes' | 'relations'>,
  centre: string,
  { classes, predicates }: Filter,
): { nodes: Node[]; relations: Relation[] } {
  const allowed = new Set(
    nodes
      .filter(({ id, entity_class }) => id === centre || !classes || classes.includes(entity_class))
      .map(({ id }) => id),
  );
  const left = relations.filter(
    ({ from_id, to_id, predicate, inverse }) =>
      allowed.has(from_id) &&
      allowed.has(to_id) &&
      (!predicates || predicates.includes(predicate) || (inverse !== null && predicates.includes(inverse))),
  );
  const reached = reachedFrom(centre, left);
  return {
    nodes: nodes.filter(({ id }) => reached.has(id)),
    relations: left.filter(({ from_id }) => reached.has(from_id)),
  };
}

function reachedFrom(centre: string, relations: Relation[]): Set<string> {
  const near = new Map<string, string[]>();
  for (const { from_id, to_id } of relations) {
    near.set(from_id, [...(near.get(from_id) ?? []), to_id]);
    near.set(to_id, [...(near.get(to_id) ?? []), from_id]);
  }
  const reached = new Set([centre]);
  // A set is walked in the order of its growth: what is added meanwhile is visited too.
  for (const id of reached) for (const next of near.get(id) ?? []) reached.add(next);
  return reached;
}
