import { type EntityClass, type Predicate, predicateAliases, predicates, subclassOf } from '@knowmind/sdk';
import { distance } from 'fastest-levenshtein';
import { invalid } from '../errors.ts';

const byName = new Map(predicates.map((each) => [each.predicate, each]));
export const derivedPredicates = predicates.filter(({ kind }) => kind === 'derived');

/** The predicate of this name, in any case, with spaces or dashes, or by its alias. */
export function findPredicate(name: string): Predicate | undefined {
  const plain = name
    .trim()
    .toUpperCase()
    .replace(/[\s-]+/g, '_');
  return byName.get(predicateAliases[plain] ?? plain);
}

/** The name of the edge that leads back; none for a derived one, and none that is not in the catalogue. */
export function inverseOf(predicate: string): string | null {
  return byName.get(predicate)?.inverse ?? null;
}

export function isForward(predicate: string): boolean {
  return byName.get(predicate)?.forward ?? true;
}

/** What is true of one of these classes is true of the node. */
export function classesOf(own: readonly EntityClass[]): EntityClass[] {
  return own.flatMap((each) => [each, subclassOf[each] ?? each]);
}

export type End = { name: string; classes: readonly EntityClass[] };

/** The settable predicate between two ends. Throws `invalid_request` with those that would fit. */
export function assertFits(name: string, from: End, to: End, path = 'predicate'): Predicate {
  const predicate = assertSettable(name, fitting(from, to), path);
  if (fits(predicate, from, to)) return predicate;
  const { subject, object } = predicate;
  const needs = `${predicate.predicate} leads from ${either(subject)} to ${either(object)}`;
  const given = `not from ${from.classes.join(' or ')} to ${to.classes.join(' or ')}`;
  throw invalid(path, `${needs}, ${given}. ${advice(fitting(from, to))}`);
}

/** The settable predicate of this name. Throws `invalid_request` for one that callers cannot write. */
export function assertSettable(
  name: string,
  candidates: readonly Predicate[] = [],
  path = 'predicate',
): Predicate {
  const predicate = findPredicate(name);
  if (!predicate)
    throw invalid(path, `The catalogue has no predicate "${name}". ${advice(byLikeness(candidates, name))}`);
  if (predicate.kind === 'derived') {
    const rests = predicate.restsOn.join(' and ');
    throw invalid(path, `${predicate.predicate} follows by itself from ${rests}. Set or remove those.`);
  }
  if (predicate.kind === 'system') {
    throw invalid(
      path,
      `${predicate.predicate} is written by the system when a text names something or a fact is superseded. ${advice(candidates)}`,
    );
  }
  return predicate;
}

export function fits({ subject, object }: Predicate, from: End, to: End): boolean {
  return includesAny(subject, from.classes) && includesAny(object, to.classes);
}

/** Settable predicates that lead from one of the classes. */
export function predicatesFrom(classes: readonly EntityClass[]): Predicate[] {
  return predicates.filter(({ kind, subject }) => kind === 'settable' && includesAny(subject, classes));
}

function fitting(from: End, to: End): Predicate[] {
  return predicates.filter((each) => each.kind === 'settable' && fits(each, from, to));
}

function includesAny(allowed: readonly EntityClass[], own: readonly EntityClass[]): boolean {
  return classesOf(own).some((each) => allowed.includes(each));
}

/** What is spelt most like a name first: it may have been mistyped. */
function byLikeness(candidates: readonly Predicate[], name: string): Predicate[] {
  const away = ({ predicate }: Predicate) => distance(predicate, name.toUpperCase());
  return candidates.toSorted((a, b) => away(a) - away(b));
}

export function advice(candidates: readonly Predicate[]): string {
  if (candidates.length === 0) return 'No predicate fits between these two; see /api/v1/graph/schema.';
  return `What fits: ${candidates.map(({ predicate }) => predicate).join(', ')}.`;
}

export function either(classes: readonly EntityClass[]): string {
  return classes.join(' or ');
}
