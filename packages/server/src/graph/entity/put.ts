import type { EntityClass } from '@knowmind/sdk';
import { v7 as uuid } from 'uuid';
import type { Context } from '../../context.ts';
import { AppError, invalid } from '../../errors.ts';
import { cleanName, foldName } from '../../text/index.ts';
import { countNames, insertEntity, insertNames, type Name, selectByNames, updateEntity } from './queries.ts';

const mostNames = 200;

export type EntityDraft = {
  name: string;
  entityClass: EntityClass;
  description?: string | undefined;
  aliases: string[];
  /** Named in a text only. */
  implied: boolean;
};

/** The name as it is kept, and the form that finds it. Throws `invalid_request` when nothing is left of it. */
export function toName(text: string, path: string): Name {
  const name = { name: cleanName(text), folded: foldName(text) };
  if (name.folded === '') throw invalid(path, 'A name needs a letter, a digit or a symbol.');
  return name;
}

/**
 * Makes the entity, or adds to the one that goes by this name in this class. The graph has to be locked.
 * Throws `conflict` when an alias is the name of another one.
 */
export async function putEntity(
  ctx: Context,
  draft: EntityDraft,
): Promise<{ id: string; created: boolean; changed: boolean }> {
  const { tx, workspace, now } = ctx;
  const { entityClass, description, implied } = draft;
  const own = toName(draft.name, 'name');
  const names = distinct([own, ...draft.aliases.map((alias, index) => toName(alias, `aliases.${index}`))]);
  const known = await selectByNames(
    tx,
    workspace.id,
    names.map(({ folded }) => folded),
  );
  const taken = new Map(
    known
      .filter(({ entity_class }) => entity_class === entityClass)
      .map(({ folded, entity_id }) => [folded, entity_id]),
  );
  const id = taken.get(own.folded) ?? uuid();
  const created = !taken.has(own.folded);
  for (const { name, folded } of names) assertFree({ name, entityClass, id, holder: taken.get(folded) });
  if (created) {
    const entity = {
      id,
      name: own.name,
      entity_class: entityClass,
      description: description ?? null,
      implied,
    };
    await insertEntity(tx, { workspace_id: workspace.id, ...entity, created_at: now });
  }
  const missing = names.filter(({ folded }) => !taken.has(folded));
  if (missing.length > 0) await addNames(ctx, { id, entityClass, names: missing });
  if (created) return { id, created, changed: true };
  const change = { id, description, implied, renewed: missing.length > 0, at: now };
  return { id, created, changed: await updateEntity(tx, workspace.id, change) };
}

type Holding = { name: string; entityClass: EntityClass; id: string; holder: string | undefined };

function assertFree({ name, entityClass, id, holder }: Holding): void {
  if (holder === undefined || holder === id) return;
  throw new AppError('conflict', `"${name}" is the name of another ${entityClass} already, ${holder}.`, {
    currentId: holder,
  });
}

async function addNames(
  { tx, workspace }: Context,
  { id, entityClass, names }: { id: string; entityClass: EntityClass; names: Name[] },
): Promise<void> {
  if ((await countNames(tx, workspace.id, id)) + names.length > mostNames)
    throw new AppError('limit_reached', `An entity has at most ${mostNames} names.`);
  await insertNames(tx, { workspace_id: workspace.id, entity_class: entityClass, entity_id: id }, names);
}

function distinct(names: Name[]): Name[] {
  return [...new Map(names.toReversed().map((each) => [each.folded, each])).values()].reverse();
}
