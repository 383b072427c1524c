import { type EntityClass, entityClasses, graphLimits } from '@knowmind/sdk';

/** What the address of the graph says: the node in the middle, how far around it, and what is shown of that. */
export type GraphAddress = {
  id?: string;
  hops?: number;
  classes?: EntityClass[];
  predicates?: string[];
};

/** Reads an address that anyone may have typed; what makes no sense is left out. */
export function readGraphAddress(given: Record<string, unknown>): GraphAddress {
  const { id, hops } = given;
  const classes = entityClasses.filter((each) => toList(given.classes).includes(each));
  const predicates = toList(given.predicates);
  const isHops = typeof hops === 'number' && Number.isInteger(hops) && hops > 1 && hops <= graphLimits.hops;
  return {
    ...(typeof id === 'string' && id !== '' ? { id } : {}),
    ...(isHops ? { hops } : {}),
    ...(classes.length > 0 ? { classes } : {}),
    ...(predicates.length > 0 ? { predicates } : {}),
  };
}

function toList(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
