import type { EntityClass, Output } from '@knowmind/sdk';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api.ts';
import { useI18n } from '../../i18n/index.tsx';

type Schema = Output<'getSchema'>;
export type End = { id: string; name: string; classes: readonly EntityClass[] };

/** The catalogue; it changes only with the server. */
export function useSchema() {
  return useQuery({
    queryKey: ['schema'],
    queryFn: () => client.call('getSchema', {}),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What a predicate is called in the chosen language. */
export function usePredicateNames() {
  const { language } = useI18n();
  const { data } = useSchema();
  return (name: string) =>
    data?.predicates.find(({ predicate }) => predicate === name)?.label[language] ?? name;
}

/** The predicates that may lead from one end to the other, by the classes of both. */
export function fitting({ predicates, classes }: Schema, from: End, to: End) {
  const above = new Map(classes.map(({ name, subclass_of }) => [name, subclass_of]));
  const holds = (allowed: EntityClass[], own: readonly EntityClass[]) =>
    own.some((each) => {
      const parent = above.get(each);
      return allowed.includes(each) || (parent && allowed.includes(parent));
    });
  return predicates.filter(
    ({ kind, subject, object }) =>
      kind === 'settable' && holds(subject, from.classes) && holds(object, to.classes),
  );
}

/** A memory and a document count as `Document`; an episodic memory is the record of an action, too. */
export function classesOfMemory(memoryType: Output<'getMemory'>['memory_type']): readonly EntityClass[] {
  return memoryType === 'episodic' ? ['Document', 'ActionRecord'] : ['Document'];
}
