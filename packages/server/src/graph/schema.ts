import { entityClasses, type Output, predicateAliases, predicates, subclassOf } from '@knowmind/sdk';
import type { Context } from '../context.ts';

const schema: Output<'getSchema'> = {
  classes: entityClasses.map((name) => ({ name, subclass_of: subclassOf[name] ?? null })),
  predicates: predicates.map(({ predicate, inverse, subject, object, kind, restsOn, label }) => ({
    predicate,
    inverse,
    subject: [...subject],
    object: [...object],
    kind,
    rests_on: [...restsOn],
    label,
  })),
  aliases: predicateAliases,
};

/** The catalogue: which classes there are, and what may lead from which to which. */
export async function getSchema(_: Context): Promise<Output<'getSchema'>> {
  return schema;
}
