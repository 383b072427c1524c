import type { ArchiveKind, Output, ParsedInput } from '@knowmind/sdk';
import type { Placed } from '../archive.ts';
import type { CallContext, Context } from '../context.ts';
import { prepareDocuments, restoreDocuments } from '../document/index.ts';
import { AppError, invalid } from '../errors.ts';
import { restoreEntities, restoreRelations, selectNodes } from '../graph/index.ts';
import { prepareMemories, restoreMemories } from '../memory/index.ts';
import { noteImport } from '../recall/index.ts';

type Input = ParsedInput<'importRecords'>;
type Imported = Output<'importRecords'>;

/** Brings in records of an archive, all of them or, where one is refused, none. Repeated, it changes nothing. */
export const importRecords = {
  async prepare(ctx: CallContext, { records }: Input): Promise<(tx: Context) => Promise<Imported>> {
    const placed = records.map((record, index) => ({ record, path: `records.${index}` }));
    const of = <Kind extends ArchiveKind>(kind: Kind) =>
      placed.filter(({ record }) => record.kind === kind) as Placed<Kind>[];
    assertOneKindAnId(placed);
    const readyDocuments = await prepareDocuments(ctx, of('document'));
    const readyMemories = await prepareMemories(ctx, of('memory'));
    return async (tx) => {
      await assertIdsAreFree(tx, records);
      // The graph's lock comes after those of sources and titles.
      const documents = await restoreDocuments(tx, readyDocuments);
      const memories = await restoreMemories(tx, readyMemories);
      const entities = await restoreEntities(tx, of('entity'));
      const relations = await restoreRelations(tx, of('relation'));
      tx.entry.details = { documents, memories, entities, relations };
      tx.afterCommit.push(() => noteImport(tx.workspace.id));
      const created = documents + memories + entities + relations;
      return { created, unchanged: records.length - created };
    };
  },
};

/** Two records of one id would be one thing of two kinds, or one that is written twice. */
function assertOneKindAnId(placed: { record: Input['records'][number]; path: string }[]): void {
  const seen = new Map<string, string>();
  for (const { record, path } of placed) {
    const first = seen.get(record.id);
    if (first !== undefined) throw invalid(`${path}.id`, `The id ${record.id} stands in ${first} already.`);
    seen.set(record.id, path);
  }
}

/** An id means one node: what is here under it as something else would share its edges. */
async function assertIdsAreFree({ tx, workspace }: Context, records: Input['records']): Promise<void> {
  const kinds = new Map(records.map(({ id, kind }) => [id, kind]));
  const nodes = await selectNodes(tx, workspace.id, [...kinds.keys()]);
  const other = nodes.find(({ id, type }) => kinds.get(id) !== type);
  if (!other) return;
  const message = `The id ${other.id} is that of the ${other.type} "${other.name}" here.`;
  throw new AppError('conflict', message, { currentId: other.id });
}
