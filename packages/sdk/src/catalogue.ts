import {
  derivedLines,
  type EntityClass,
  type Half,
  type Line,
  lines,
  systemLines,
} from './catalogue-lines.ts';

export { type EntityClass, entityClasses } from './catalogue-lines.ts';

/** What is true of the class on the right is true of the one on the left. */
export const subclassOf: Readonly<Partial<Record<EntityClass, EntityClass>>> = {
  Client: 'Organization',
  Supplier: 'Organization',
  PseudonymizedPerson: 'Person',
  Policy: 'Document',
};

type Label = { en: string; de: string };
export type Predicate = {
  predicate: string;
  /** Written and removed with it; a derived edge has none. */
  inverse: string | null;
  subject: readonly EntityClass[];
  object: readonly EntityClass[];
  /** Who writes it: callers, the system, or nobody, since it follows from others. */
  kind: 'settable' | 'system' | 'derived';
  /** Of the two directions of an edge, the one to show when one is enough. */
  forward: boolean;
  /** A derived edge leads from the first to the last node of such a path. */
  restsOn: readonly string[];
  label: Label;
};

function both(kind: 'settable' | 'system') {
  return ([there, back, subject, object]: Line): Predicate[] => {
    const inverse = (back ?? there)[0];
    const first = { ...named(there), inverse, subject, object, kind, forward: true, restsOn: [] };
    if (back === null) return [first];
    const second = { ...named(back), inverse: there[0], subject: object, object: subject };
    return [first, { ...second, kind, forward: false, restsOn: [] }];
  };
}

function named([predicate, en, de]: Half) {
  return { predicate, label: { en, de } };
}

/** Every relation there is, with what it leads from and to, and who writes it. */
export const predicates: readonly Predicate[] = [
  ...lines.flatMap(both('settable')),
  ...systemLines.flatMap(both('system')),
  ...derivedLines.map(
    ([name, restsOn, subject, object]): Predicate => ({
      ...named(name),
      inverse: null,
      subject,
      object,
      kind: 'derived',
      forward: true,
      restsOn,
    }),
  ),
];

/** Other names under which a predicate is understood. */
export const predicateAliases: Readonly<Record<string, string>> = {
  IS_EMPLOYEE_OF: 'WORKS_FOR',
  LEADS_ORGANIZATION: 'LEADS',
};
