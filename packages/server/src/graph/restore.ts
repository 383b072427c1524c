import type { Placed } from '../archive.ts';
import type { Context } from '../context.ts';
import { AppError, invalid } from '../errors.ts';
import { assertNoSecrets } from '../no-secrets.ts';
import { addEdge } from './edge.ts';
import { insertArchived, selectByIds, selectByNames, toName } from './entity/index.ts';
import {
  findEdge,
  hasEdge,
  hasEnded,
  leadsBack,
  lockGraph,
  type Node,
  selectByIds as selectEdges,
  selectNodes,
} from './queries.ts';
import { findPredicate, fits } from './rules.ts';

/**
 * Makes the entities of an archive as they were. Returns how many are new; one that is here already changes
 * nothing. Throws `conflict` where another entity has the id or the name.
 */
export async function restoreEntities(ctx: Context, placed: Placed<'entity'>[]): Promise<number> {
  if (placed.length === 0) return 0;
  await lockGraph(ctx.tx, ctx.workspace.id);
  const known = new Map(
    (
      await selectByIds(
        ctx.tx,
        ctx.workspace.id,
        placed.map(({ record }) => record.id),
      )
    ).map((row) => [row.id, row]),
  );
  let created = 0;
  for (const { record, path } of placed) {
    const there = known.get(record.id);
    if (there && (there.name !== record.name || there.entity_class !== record.entity_class)) {
      throw new AppError('conflict', `The id ${record.id} is that of another entity here, "${there.name}".`, {
        currentId: record.id,
      });
    }
    if (there) continue;
    await restoreEntity(ctx, record, path);
    created += 1;
  }
  return created;
}

async function restoreEntity(ctx: Context, record: Placed<'entity'>['record'], path: string): Promise<void> {
  const { id, name, entity_class, description, aliases, implied } = record;
  assertNoSecrets({
    [`${path}.name`]: name,
    [`${path}.description`]: description ?? '',
    [`${path}.aliases`]: aliases.join('\n'),
  });
  const all = [toName(name, `${path}.name`), ...aliases.map((alias) => toName(alias, `${path}.aliases`))];
  const names = [...new Map(all.toReversed().map((each) => [each.folded, each])).values()].reverse();
  const taken = await selectByNames(
    ctx.tx,
    ctx.workspace.id,
    names.map(({ folded }) => folded),
  );
  const holder = taken.find((each) => each.entity_class === entity_class);
  if (holder) {
    const message = `"${name}" or an alias of it is the name of another ${entity_class} here, ${holder.entity_id}. Import into an empty workspace.`;
    throw new AppError('conflict', message, { currentId: holder.entity_id });
  }
  const times = { created_at: new Date(record.created_at), updated_at: new Date(record.updated_at) };
  const entity = { id, name: all[0]?.name ?? name, entity_class, description, implied, ...times };
  await insertArchived(ctx.tx, { workspace_id: ctx.workspace.id, ...entity }, names);
}

/**
 * Writes the relations of an archive with their inverses and what follows from them. What they connect has to be
 * there. Returns how many are new.
 */
export async function restoreRelations(ctx: Context, placed: Placed<'relation'>[]): Promise<number> {
  if (placed.length === 0) return 0;
  await lockGraph(ctx.tx, ctx.workspace.id);
  const ends = placed.flatMap(({ record }) => [record.from_id, record.to_id]);
  const nodes = new Map(
    (await selectNodes(ctx.tx, ctx.workspace.id, [...new Set(ends)])).map((node) => [node.id, node]),
  );
  const ids = placed.map(({ record }) => record.id);
  const known = new Map((await selectEdges(ctx.tx, ctx.workspace.id, ids)).map((row) => [row.id, row]));
  let created = 0;
  for (const each of placed) {
    const { from_id, predicate, to_id } = each.record;
    const there = known.get(each.record.id);
    if (there && (there.from_id !== from_id || there.predicate !== predicate || there.to_id !== to_id))
      throw new AppError('conflict', `The id ${there.id} is that of another relation here.`);
    if (!there && (await restoreRelation(ctx, each, nodes))) created += 1;
  }
  return created;
}

async function restoreRelation(
  ctx: Context,
  { record, path }: Placed<'relation'>,
  nodes: ReadonlyMap<string, Node>,
): Promise<boolean> {
  const { id, from_id: from, to_id: to, confidence, reason } = record;
  const predicate = findPredicate(record.predicate);
  const [start, end] = [nodes.get(from), nodes.get(to)];
  if (!start)
    throw invalid(`${path}.from_id`, `There is no ${from} here: what a relation connects comes first.`);
  if (!end) throw invalid(`${path}.to_id`, `There is no ${to} here: what a relation connects comes first.`);
  if (!predicate || predicate.kind === 'derived' || from === to || !fits(predicate, start, end)) {
    const message = `${record.predicate} cannot lead from "${start.name}" to "${end.name}".`;
    throw invalid(`${path}.predicate`, message);
  }
  if (predicate.kind === 'system') await assertSystemEdge(ctx, { record, path }, start, end);
  assertNoSecrets({ [`${path}.reason`]: reason ?? '' });
  return addEdge(ctx, { from, predicate, to, confidence, id, reason, at: new Date(record.created_at) });
}

/** Edges that only the system writes keep their shape: a fact has one successor, and texts name entities. */
async function assertSystemEdge(
  ctx: Context,
  { record: { predicate, from_id, to_id }, path }: Placed<'relation'>,
  start: Node,
  end: Node,
): Promise<void> {
  if (predicate === 'REFERENCES_ENTITY' && start.type !== 'entity') return;
  if (predicate !== 'SUPERSEDES' || start.type !== 'memory' || end.type !== 'memory')
    throw invalid(`${path}.predicate`, `${predicate} cannot lead from "${start.name}" to "${end.name}".`);
  if (await findEdge(ctx.tx, ctx.workspace.id, { from: from_id, predicate, to: to_id })) return;
  if (await leadsBack(ctx.tx, ctx.workspace.id, { from: to_id, predicate: 'SUPERSEDES', to: from_id }))
    throw invalid(`${path}.predicate`, `"${end.name}" itself takes the place of "${start.name}".`);
  if (!(await hasEnded(ctx.tx, ctx.workspace.id, to_id)))
    throw invalid(`${path}.to_id`, `"${end.name}" holds still, so nothing has taken its place.`);
  if (await hasEdge(ctx.tx, ctx.workspace.id, { from: to_id, predicate: 'SUPERSEDED_BY' }))
    throw new AppError('conflict', `"${end.name}" was superseded here by another memory already.`);
}
