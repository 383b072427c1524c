import type { Tx } from '../db/types.ts';
import { type Contents, selectContents } from './queries.ts';

const looked = new WeakMap<Tx, Promise<Contents>>();

/**
 * What a workspace has at all: most have no relations and many no documents, and what there is none of need not be
 * looked for. It is looked up once in a transaction, which sees one workspace only.
 */
export function contentsOf(tx: Tx, workspaceId: string): Promise<Contents> {
  const known = looked.get(tx);
  if (known) return known;
  const contents = selectContents(tx, workspaceId);
  looked.set(tx, contents);
  return contents;
}
