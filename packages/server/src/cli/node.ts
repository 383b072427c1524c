import { type EntityClass, entityClasses, predicateAliases, predicates, subclassOf } from '@knowmind/sdk';
import { CliError, type CliIo } from './io.ts';
import { say } from './messages.ts';
import type { Session } from './session.ts';

const uuidForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Which classes an end of a relation may have; undefined when the predicate is not in the catalogue. */
export function classesAt(end: 'subject' | 'object', name: string): readonly EntityClass[] | undefined {
  const plain = name
    .trim()
    .toUpperCase()
    .replace(/[\s-]+/g, '_');
  return predicates.find(({ predicate }) => predicate === (predicateAliases[plain] ?? plain))?.[end];
}

export function isId(text: string): boolean {
  return uuidForm.test(text);
}

type Wanted = { text: string; classes?: readonly EntityClass[] | undefined };

/**
 * The id of a node that is given by id, by an entity's name, or as Class:name. Of several entities of one name
 * those count whose class fits; `CliError` when that leaves none or more than one.
 */
export async function toNodeId(io: CliIo, session: Session, { text, classes }: Wanted): Promise<string> {
  if (isId(text)) return text;
  const { name, entity_class } = readName(text);
  const only = entity_class ? { entity_class } : {};
  const { items } = await session.call('listEntities', { name, ...only, limit: 100 });
  const fitting = items.filter((each) => classes === undefined || isOne(each.entity_class, classes));
  const [first, ...others] = fitting.length > 0 ? fitting : items;
  if (!first) throw new CliError(await toUnknown(io, session, name), 'not_found');
  if (others.length === 0) return first.id;
  const choices = [first, ...others].map((each) => `"${each.entity_class}:${each.name}"`).join(', ');
  throw new CliError(say(io, 'severalEntities', { name, choices }));
}

/** Someone who writes `Anna` mostly means the Anna Schmidt who is there, and not a second one. */
async function toUnknown(io: CliIo, session: Session, name: string): Promise<string> {
  const { items } = await session.call('listEntities', { prefix: name, limit: 3 });
  const choices = items.map((each) => `"${each.name}"`).join(', ');
  return say(io, choices === '' ? 'unknownEntity' : 'unknownEntityLike', { name, choices });
}

function readName(text: string): { name: string; entity_class?: EntityClass } {
  const [, before = '', after = ''] = /^(\w+):(.+)$/su.exec(text) ?? [];
  const entity_class = entityClasses.find((each) => each.toLowerCase() === before.toLowerCase());
  return entity_class ? { name: after, entity_class } : { name: text };
}

function isOne(own: EntityClass, classes: readonly EntityClass[]): boolean {
  return classes.includes(own) || classes.includes(subclassOf[own] ?? own);
}
