import { toText } from '../../address.ts';

/** What the address of a document says: the chunk that a search found, and what was searched for. */
export type DocumentAddress = { passage?: string; q?: string };

/** Reads an address that anyone may have typed. */
export function readDocumentAddress({ passage, q }: Record<string, unknown>): DocumentAddress {
  const isId = typeof passage === 'string' && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(passage);
  return { passage: isId ? passage : undefined, q: toText(q) };
}
