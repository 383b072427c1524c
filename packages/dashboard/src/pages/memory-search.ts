import { type Input, memoryTypes } from '@knowmind/sdk';
import { toText } from '../address.ts';

/** What the address of the memories says: the query, the filters, and the day as it stood on. */
export type MemorySearch = {
  q?: string;
  type?: (typeof memoryTypes)[number];
  tags?: string[];
  source?: string;
  domain?: string;
  /** As in 2026-03-31. */
  on?: string;
};

/**
 * Reads an address that anyone may have typed. What makes no sense is told to be undefined: what is only left
 * out the router keeps as it was.
 */
export function readMemorySearch({
  q,
  type,
  tags,
  source,
  domain,
  on,
}: Record<string, unknown>): MemorySearch {
  const named = Array.isArray(tags) ? tags.flatMap((tag) => toText(tag) ?? []) : [];
  const day = toText(on);
  return {
    q: toText(q),
    type: memoryTypes.find((each) => each === type),
    tags: named.length > 0 ? named : undefined,
    source: toText(source),
    domain: toText(domain),
    on: day !== undefined && isDay(day) ? day : undefined,
  };
}

/** The filters as recall and the list take them; a day counts until its end, where the reader is. */
export function toFacets({ type, tags, source, domain, on }: MemorySearch) {
  const end = on ? new Date(`${on}T23:59:59.999`) : null;
  return {
    ...(type ? { memory_type: type } : {}),
    ...(tags ? { tags } : {}),
    ...(source ? { source } : {}),
    ...(domain ? { domain } : {}),
    ...(end ? { as_of: end.toISOString() } : {}),
  } satisfies Omit<Input<'listMemories'>, 'limit'>;
}

export function countFilters({ q: _, ...filters }: MemorySearch): number {
  return Object.values(filters).filter((value) => value !== undefined).length;
}

function isDay(day: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(new Date(`${day}T12:00:00Z`).getTime());
}
