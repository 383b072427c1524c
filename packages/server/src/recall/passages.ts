import type { Tx } from '../db/types.ts';
import { type ChunkPlace, selectPlaces } from '../document/index.ts';
import type { Hit } from './fuse.ts';

/** A memory, or a passage of a document: the chunk that was found, `chunks` with those beside it, in order. */
export type Passage = Hit & { chunks?: string[] };

const mostChunks = 3;
/** A chunk beside the one found belongs to the answer if it scores this share of it. */
const share = 0.5;

type Found = Hit & ChunkPlace;

/** Of each document its best chunk, with the neighbours that were found too; the order stays. */
export async function mergeChunks(tx: Tx, workspaceId: string, hits: Hit[]): Promise<Passage[]> {
  const ids = hits.flatMap(({ id, chunk }) => (chunk === false ? [] : [id]));
  if (ids.length === 0) return hits;
  const places = new Map((await selectPlaces(tx, workspaceId, ids)).map((place) => [place.id, place]));
  const byDocument = new Map<string, Map<number, Found>>();
  const passages: { hit: Hit; found?: Found }[] = [];
  for (const hit of hits) {
    const place = places.get(hit.id);
    const found = place && { ...hit, ...place };
    const known = found && byDocument.get(found.documentId);
    if (known) known.set(found.position, found);
    else passages.push(found ? { hit, found } : { hit });
    if (found && !known) byDocument.set(found.documentId, new Map([[found.position, found]]));
  }
  return passages.map(({ hit, found }) =>
    found ? { ...hit, chunks: around(found, byDocument.get(found.documentId) ?? new Map()) } : hit,
  );
}

/** The chunk with those directly before and after it, the better ones first, in the order of the document. */
function around(best: Found, others: ReadonlyMap<number, Found>): string[] {
  const chosen = [best];
  while (chosen.length < mostChunks) {
    const before = others.get((chosen[0]?.position ?? 0) - 1);
    const after = others.get((chosen.at(-1)?.position ?? 0) + 1);
    const next = (before?.score ?? 0) >= (after?.score ?? 0) ? before : after;
    if (!next || next.score < share * best.score) break;
    if (next === before) chosen.unshift(next);
    else chosen.push(next);
  }
  return chosen.map(({ id }) => id);
}
