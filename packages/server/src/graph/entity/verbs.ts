import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../../context.ts';
import { fromCursor, namePlace, toCursor } from '../../cursor.ts';
import { notFound } from '../../errors.ts';
import { assertNoSecrets } from '../../no-secrets.ts';
import { foldName } from '../../text/index.ts';
import { lockGraph } from '../queries.ts';
import { putEntity, toName } from './put.ts';
import { type EntityRow, findEntity, selectEntities } from './queries.ts';

/** Makes an entity, or adds description and aliases to the one of this name and class. */
export async function upsertEntity(
  ctx: Context,
  input: ParsedInput<'upsertEntity'>,
): Promise<Output<'upsertEntity'>> {
  const { name, entity_class, description, aliases } = input;
  assertNoSecrets({ name, description: description ?? '', aliases: aliases.join('\n') });
  await lockGraph(ctx.tx, ctx.workspace.id);
  const { id, created, changed } = await putEntity(ctx, {
    name,
    entityClass: entity_class,
    description,
    aliases,
    implied: false,
  });
  const row = await findEntity(ctx.tx, ctx.workspace.id, id);
  if (!row) throw notFound('entity');
  ctx.entry.target = { type: 'entity', id, name: row.name };
  if (!changed) ctx.entry.details = { unchanged: true };
  return { ...toEntity(row), created };
}

export async function getEntity(ctx: Context, input: ParsedInput<'getEntity'>): Promise<Output<'getEntity'>> {
  const row = await findEntity(ctx.tx, ctx.workspace.id, input.id);
  if (!row) throw notFound('entity');
  ctx.entry.target = { type: 'entity', id: row.id, name: row.name };
  return toEntity(row);
}

/** Sorts after every name that begins alike. */
const last = '\u{10ffff}';

export async function listEntities(
  ctx: Context,
  { limit, cursor, name, prefix, entity_class }: ParsedInput<'listEntities'>,
): Promise<Output<'listEntities'>> {
  const after = cursor === undefined ? undefined : fromCursor(cursor, namePlace);
  const exact = name === undefined ? undefined : toName(name, 'name').folded;
  const begin = exact ?? (prefix === undefined ? '' : foldName(prefix));
  const rows = await selectEntities(
    ctx.tx,
    ctx.workspace.id,
    { from: begin, to: exact ?? begin + last, entityClass: entity_class },
    { limit: limit + 1, ...(after ? { after } : {}) },
  );
  const page = rows.slice(0, limit);
  const end = page.at(-1);
  const nextCursor = rows.length > limit && end ? toCursor([end.folded, end.entity_class]) : null;
  return { items: page.map(toEntity), nextCursor };
}

function toEntity(row: EntityRow): Output<'getEntity'> {
  return {
    id: row.id,
    name: row.name,
    entity_class: row.entity_class,
    description: row.description,
    aliases: row.aliases,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
