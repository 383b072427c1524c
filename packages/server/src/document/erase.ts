import type { Output, ParsedInput } from '@knowmind/sdk';
import { erasePrivate } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import { unlinkErased } from '../graph/index.ts';
import { deleteDocument, lockDocument } from './queries.ts';

/**
 * Erases a document for good: its text, its chunks with their words and vectors, its edges, kept answers, and its
 * title in the audit log. The log keeps that it was there and that it was erased.
 */
export async function eraseDocument(
  ctx: Context,
  { id }: ParsedInput<'eraseDocument'>,
): Promise<Output<'eraseDocument'>> {
  const { tx, workspace } = ctx;
  if (!(await lockDocument(tx, workspace.id, id))) throw notFound('document');
  await unlinkErased(ctx, id, () => deleteDocument(tx, workspace.id, id));
  await erasePrivate(tx, workspace.id, [id]);
  ctx.entry.target = { type: 'document', id };
  return { ok: true };
}
