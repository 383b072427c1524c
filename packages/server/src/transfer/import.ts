import type { ArchiveKind, Output, ParsedInput } from '@knowmind/sdk';
import type { Placed } from '../archive.ts';
import type { Context } from '../context.ts';
import { restoreEntities, restoreRelations } from '../graph/index.ts';
import { restoreMemories } from '../memory/index.ts';

/** Brings in records of an archive, all of them or, where one is refused, none. Repeated, it changes nothing. */
export async function importRecords(
  ctx: Context,
  { records }: ParsedInput<'importRecords'>,
): Promise<Output<'importRecords'>> {
  const placed = records.map((record, index) => ({ record, path: `records.${index}` }));
  const of = <Kind extends ArchiveKind>(kind: Kind) =>
    placed.filter(({ record }) => record.kind === kind) as Placed<Kind>[];
  // Memories first: the graph's lock comes after those of sources.
  const memories = await restoreMemories(ctx, of('memory'));
  const entities = await restoreEntities(ctx, of('entity'));
  const relations = await restoreRelations(ctx, of('relation'));
  ctx.entry.details = { memories, entities, relations };
  const created = memories + entities + relations;
  return { created, unchanged: records.length - created };
}
