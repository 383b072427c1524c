import type { EntityClass, Predicate } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { invalid } from '../errors.ts';
import { foldName } from '../text/index.ts';
import { putEntity, selectByNames } from './entity/index.ts';
import type { GivenRelation } from './memory.ts';
import { type Node, selectNodes } from './queries.ts';
import { advice, assertFits, assertSettable, classesOf, either, fits, predicatesFrom } from './rules.ts';

type Given = { from: Node; relation: GivenRelation; path: string };
const uuidForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The predicate and object of a relation that was given with a text. The object is the node of that id, else
 * the entity of that name, which is made where it is missing. The graph has to be locked.
 */
export async function toObject(ctx: Context, given: Given): Promise<{ predicate: Predicate; to: string }> {
  const { from, relation, path } = given;
  const { object, object_description: description } = relation;
  if (uuidForm.test(object)) {
    const [node] = await selectNodes(ctx.tx, ctx.workspace.id, [object]);
    if (!node)
      throw invalid(`${path}.object`, `There is no memory, document or entity ${object} in this workspace.`);
    return { predicate: assertFits(relation.predicate, from, node, `${path}.predicate`), to: node.id };
  }
  const { predicate, entityClass } = await toClass(ctx, given);
  const draft = { name: object, entityClass, description, aliases: [], implied: true };
  return { predicate, to: (await putEntity(ctx, draft)).id };
}

/** The object's class: as given, else that of the one entity of this name that fits, else the only one that fits. */
async function toClass(
  ctx: Context,
  { from, relation, path }: Given,
): Promise<{ predicate: Predicate; entityClass: EntityClass }> {
  const { object, object_class } = relation;
  if (object_class !== undefined) {
    const to = { name: object, classes: [object_class] };
    return {
      predicate: assertFits(relation.predicate, from, to, `${path}.predicate`),
      entityClass: object_class,
    };
  }
  const candidates = predicatesFrom(from.classes);
  const predicate = assertSettable(relation.predicate, candidates, `${path}.predicate`);
  if (!classesOf(from.classes).some((each) => predicate.subject.includes(each))) {
    const leads = `${predicate.predicate} leads from ${either(predicate.subject)}, not from ${either(from.classes)}`;
    throw invalid(`${path}.predicate`, `${leads}. ${advice(candidates)}`);
  }
  const named = await selectByNames(ctx.tx, ctx.workspace.id, [foldName(object)]);
  const known = named
    .map(({ entity_class }) => entity_class)
    .filter((each) => fits(predicate, from, { name: object, classes: [each] }));
  const choice = known.length > 0 ? known : predicate.object;
  const [entityClass] = choice;
  if (entityClass && choice.length === 1) return { predicate, entityClass };
  throw invalid(`${path}.object_class`, `Say what "${object}" is: ${either(choice)}.`);
}
