import type { ArchiveKind, Output, ParsedInput } from '@knowmind/sdk';
import type { Placed } from '../archive.ts';
import type { CallContext, Context } from '../context.ts';
import { prepareDocuments, restoreDocuments } from '../document/index.ts';
import { restoreEntities, restoreRelations } from '../graph/index.ts';
import { restoreMemories } from '../memory/index.ts';

type Input = ParsedInput<'importRecords'>;
type Imported = Output<'importRecords'>;

/** Brings in records of an archive, all of them or, where one is refused, none. Repeated, it changes nothing. */
export const importRecords = {
  async prepare(ctx: CallContext, { records }: Input): Promise<(tx: Context) => Promise<Imported>> {
    const placed = records.map((record, index) => ({ record, path: `records.${index}` }));
    const of = <Kind extends ArchiveKind>(kind: Kind) =>
      placed.filter(({ record }) => record.kind === kind) as Placed<Kind>[];
    const ready = await prepareDocuments(ctx, of('document'));
    return async (tx) => {
      // The graph's lock comes after those of sources and titles.
      const documents = await restoreDocuments(tx, ready);
      const memories = await restoreMemories(tx, of('memory'));
      const entities = await restoreEntities(tx, of('entity'));
      const relations = await restoreRelations(tx, of('relation'));
      tx.entry.details = { documents, memories, entities, relations };
      const created = documents + memories + entities + relations;
      return { created, unchanged: records.length - created };
    };
  },
};
