import { type EntityClass, entityClasses, graphLimits } from '@knowmind/sdk';

/** What the address of the graph says: the node in the middle, how far around it, and what is shown of that. */
export type GraphAddress = {
  id?: string;
  hops?: number;
  classes?: EntityClass[];
  predicates?: string[];
};

/** Reads an address that anyone may have typed; what makes no sense is told to be undefined. */
export function readGraphAddress({ id, hops, ...given }: Record<string, unknown>): GraphAddress {
  const classes = entityClasses.filter((each) => toList(given.classes).includes(each));
  const predicates = toList(given.predicates);
  const isHops = typeof hops === 'number' && Number.isInteger(hops) && hops > 0 && hops <= graphLimits.hops;
  return {
    id: typeof id === 'string' && id !== '' ? id : undefined,
    hops: isHops ? hops : undefined,
    classes: classes.length > 0 ? classes : undefined,
    predicates: predicates.length > 0 ? predicates : undefined,
  };
}

function toList(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
