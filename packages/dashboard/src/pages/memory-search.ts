import { type Input, memoryTypes } from '@knowmind/sdk';

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

/** Reads an address that anyone may have typed; what makes no sense is left out. */
export function readMemorySearch(given: Record<string, unknown>): MemorySearch {
  const { type, tags, on } = given;
  const day = toText(on);
  const known = memoryTypes.find((each) => each === type);
  const named = Array.isArray(tags) ? tags.map(toText).filter((tag) => tag !== '') : [];
  return {
    ...text('q', given.q),
    ...(known ? { type: known } : {}),
    ...(named.length > 0 ? { tags: named } : {}),
    ...text('source', given.source),
    ...text('domain', given.domain),
    ...(isDay(day) ? { on: day } : {}),
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
  return Object.keys(filters).length;
}

function text<K extends 'q' | 'source' | 'domain'>(key: K, value: unknown): { [key in K]?: string } {
  const read = toText(value);
  return (read === '' ? {} : { [key]: read }) as { [key in K]?: string };
}

/** An address that says 2023 means the text. */
function toText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function isDay(day: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(new Date(`${day}T12:00:00Z`).getTime());
}
