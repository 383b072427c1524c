import type { EntityClass } from '@knowmind/sdk';
import { type Selectable, sql } from 'kysely';
import type { Tables, Tx } from '../../db/types.ts';

export type EntityRow = Omit<Selectable<Tables['entity']>, 'workspace_id' | 'implied'> & {
  aliases: string[];
};
export type NameRow = { folded: string; entity_class: EntityClass; entity_id: string };

const entityColumns = sql`e.id, e.name, e.entity_class, e.description, e.created_at, e.updated_at,
  ARRAY(SELECT a.name FROM entity_name a WHERE a.workspace_id = e.workspace_id AND a.entity_id = e.id
    AND a.name <> e.name ORDER BY a.folded) AS aliases`;

/** Which entities go by these folded names. */
export function selectByNames(tx: Tx, workspaceId: string, folded: string[]): Promise<NameRow[]> {
  return tx
    .selectFrom('entity_name')
    .select(['folded', 'entity_class', 'entity_id'])
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`folded = ANY (${folded}::text[])`)
    .orderBy('folded')
    .orderBy('entity_class')
    .execute();
}

export type NewEntity = Omit<Selectable<Tables['entity']>, 'updated_at'>;

export function insertEntity(tx: Tx, entity: NewEntity) {
  return tx
    .insertInto('entity')
    .values({ ...entity, updated_at: entity.created_at })
    .execute();
}

/** The entity of an archive, with its names and times. */
export async function insertArchived(
  tx: Tx,
  entity: Selectable<Tables['entity']>,
  names: Name[],
): Promise<void> {
  await tx.insertInto('entity').values(entity).execute();
  const { workspace_id, id, entity_class } = entity;
  await insertNames(tx, { workspace_id, entity_class, entity_id: id }, names);
}

/** The entities with these ids, in no order. */
export async function selectByIds(tx: Tx, workspaceId: string, ids: string[]): Promise<EntityRow[]> {
  const { rows } = await sql<EntityRow>`SELECT ${entityColumns} FROM entity e
    WHERE e.workspace_id = ${workspaceId} AND e.id = ANY (${ids}::uuid[])`.execute(tx);
  return rows;
}

export type Name = { folded: string; name: string };
type Owner = { workspace_id: string; entity_class: EntityClass; entity_id: string };

export function insertNames(tx: Tx, owner: Owner, names: Name[]) {
  return tx
    .insertInto('entity_name')
    .values(names.map((each) => ({ ...owner, ...each })))
    .execute();
}

type Change = { id: string; description: string | undefined; implied: boolean; renewed: boolean; at: Date };

/** What is said of an entity outright is kept for good, even when only a text had named it before. */
export async function updateEntity(tx: Tx, workspaceId: string, change: Change): Promise<boolean> {
  const description = change.description ?? null;
  const { numAffectedRows } = await sql`
    UPDATE entity SET description = coalesce(${description}::text, description),
      implied = implied AND ${change.implied}, updated_at = ${change.at}
    WHERE workspace_id = ${workspaceId} AND id = ${change.id}
      AND (${change.renewed} OR description IS DISTINCT FROM coalesce(${description}::text, description)
        OR implied AND NOT ${change.implied})`.execute(tx);
  return (numAffectedRows ?? 0n) > 0n;
}

export async function countNames(tx: Tx, workspaceId: string, entityId: string): Promise<number> {
  const row = await tx
    .selectFrom('entity_name')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('entity_id', '=', entityId)
    .executeTakeFirstOrThrow();
  return row.count;
}

export async function findEntity(tx: Tx, workspaceId: string, id: string): Promise<EntityRow | undefined> {
  const { rows } = await sql<EntityRow>`
    SELECT ${entityColumns} FROM entity e WHERE e.workspace_id = ${workspaceId} AND e.id = ${id}`.execute(tx);
  return rows[0];
}

type Filter = { from: string; to: string; entityClass: EntityClass | undefined };
type Page = { after?: [string, string]; limit: number };
export type ListedRow = EntityRow & { folded: string };

/** Entities that have a name in the range, by the first such name; each once. */
export async function selectEntities(
  tx: Tx,
  workspaceId: string,
  { from, to, entityClass }: Filter,
  { after, limit }: Page,
): Promise<ListedRow[]> {
  const { rows } = await sql<ListedRow>`
    SELECT n.folded, ${entityColumns} FROM entity_name n
    JOIN entity e ON e.workspace_id = n.workspace_id AND e.id = n.entity_id
    WHERE n.workspace_id = ${workspaceId} AND n.folded >= ${from} AND n.folded <= ${to}
      ${entityClass ? sql`AND n.entity_class = ${entityClass}` : sql``}
      ${after ? sql`AND (n.folded, n.entity_class) > (${after[0]}, ${after[1]})` : sql``}
      AND NOT EXISTS (SELECT FROM entity_name b WHERE b.workspace_id = n.workspace_id
        AND b.entity_id = n.entity_id AND b.folded >= ${from} AND b.folded < n.folded)
    ORDER BY n.folded, n.entity_class LIMIT ${limit}`.execute(tx);
  return rows;
}

/** Which of these entities only texts have named. */
export function selectImplied(tx: Tx, workspaceId: string, referrer: string): Promise<{ id: string }[]> {
  return tx
    .selectFrom('entity')
    .select('entity.id')
    .distinct()
    .innerJoin('relation', (join) =>
      join
        .onRef('relation.workspace_id', '=', 'entity.workspace_id')
        .onRef('relation.to_id', '=', 'entity.id'),
    )
    .where('entity.workspace_id', '=', workspaceId)
    .where('relation.from_id', '=', referrer)
    .where('implied', '=', true)
    .execute();
}

/** Removes those of the entities that no edge reaches any more, with every kept answer that holds one; returns their ids. */
export async function deleteUnlinked(tx: Tx, workspaceId: string, ids: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    DELETE FROM entity WHERE workspace_id = ${workspaceId} AND id = ANY (${ids}::uuid[])
      AND NOT EXISTS (SELECT FROM relation WHERE relation.workspace_id = ${workspaceId}
        AND (relation.from_id = entity.id OR relation.to_id = entity.id))
    RETURNING id`.execute(tx);
  const gone = rows.map(({ id }) => id);
  const holding = gone.map((id) => `%${id}%`);
  if (gone.length > 0)
    await sql`DELETE FROM idempotency WHERE workspace_id = ${workspaceId}
      AND answer::text LIKE ANY (${holding}::text[])`.execute(tx);
  return gone;
}
