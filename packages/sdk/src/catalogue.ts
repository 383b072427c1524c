/** Classes an entity may have. */
export const entityClasses = [
  'ActionRecord',
  'Activity',
  'Agent',
  'Application',
  'Client',
  'Concept',
  'Container',
  'Contract',
  'Document',
  'Domain',
  'FileResource',
  'Host',
  'Membership',
  'Organization',
  'Person',
  'Policy',
  'Product',
  'Project',
  'PseudonymizedPerson',
  'QualityMeasurement',
  'Role',
  'Skill',
  'SoftwareAgent',
  'Supplier',
  'Task',
  'Technology',
  'Topic',
] as const;
export type EntityClass = (typeof entityClasses)[number];

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

const agents: EntityClass[] = ['Agent', 'Organization', 'Person', 'SoftwareAgent'];
const texts: EntityClass[] = ['Contract', 'Document', 'FileResource'];
const steps: EntityClass[] = ['ActionRecord', 'Project', 'Task'];
const work: EntityClass[] = ['ActionRecord', 'Task'];

type Half = readonly [predicate: string, en: string, de: string];
type Line = readonly [there: Half, back: Half | null, subject: EntityClass[], object: EntityClass[]];

/** Each line is a predicate and its inverse; without one it reads the same in both directions. */
const lines: readonly Line[] = [
  [
    ['ABOUT', 'is about', 'handelt von'],
    ['COVERED_BY', 'is covered by', 'wird behandelt in'],
    texts,
    ['Topic'],
  ],
  [
    ['ASSIGNED_TO', 'is assigned to', 'ist zugewiesen an'],
    ['HAS_ASSIGNED_TASK', 'has the task', 'hat die Aufgabe'],
    work,
    agents,
  ],
  [
    ['CLIENT_OF', 'is a client of', 'ist Kunde von'],
    ['HAS_CLIENT', 'has the client', 'hat den Kunden'],
    agents,
    ['Organization'],
  ],
  [
    ['CONTACT_PERSON_FOR', 'is the contact for', 'ist Ansprechpartner für'],
    ['HAS_CONTACT_PERSON', 'has the contact', 'hat den Ansprechpartner'],
    ['Person'],
    ['Organization'],
  ],
  [
    ['DELIVERED_AS', 'is delivered as', 'wird ausgeliefert als'],
    ['DELIVERED_BY', 'is delivered by', 'wird geliefert durch'],
    ['Application'],
    ['Product'],
  ],
  [
    ['DEPENDS_ON', 'depends on', 'hängt ab von'],
    ['ENABLES', 'enables', 'ermöglicht'],
    ['Application'],
    ['Application'],
  ],
  [
    ['DEPLOYED_TO', 'is deployed to', 'ist installiert in'],
    ['HOSTS_APPLICATION', 'hosts the application', 'beherbergt die Anwendung'],
    ['Application'],
    ['Container'],
  ],
  [
    ['DEVELOPED_BY', 'is developed by', 'wird entwickelt von'],
    ['DEVELOPS', 'develops', 'entwickelt'],
    ['Application'],
    agents,
  ],
  [
    ['FOR_CLIENT', 'is for the client', 'ist für den Kunden'],
    ['HAS_PROJECT', 'has the project', 'hat das Projekt'],
    ['Project'],
    agents,
  ],
  [
    ['HAS_CHILD', 'has the child', 'hat das Kind'],
    ['HAS_PARENT', 'has the parent', 'hat den Elternteil'],
    ['Person'],
    ['Person'],
  ],
  [
    ['WORKS_FOR', 'works for', 'arbeitet für'],
    ['HAS_EMPLOYEE', 'employs', 'beschäftigt'],
    ['Person'],
    ['Organization'],
  ],
  [
    ['OPERATED_FOR', 'is operated for', 'wird betrieben für'],
    ['HAS_OPERATED_APPLICATION', 'has operated for it', 'lässt betreiben'],
    ['Application'],
    agents,
  ],
  [
    ['HAS_PREDECESSOR', 'follows', 'folgt auf'],
    ['HAS_SUCCESSOR', 'is followed by', 'wird gefolgt von'],
    steps,
    steps,
  ],
  [
    ['HAS_ROLE', 'has the role', 'hat die Rolle'],
    ['ROLE_OF', 'is the role of', 'ist die Rolle von'],
    ['Person'],
    ['Role'],
  ],
  [
    ['HAS_SKILL', 'has the skill', 'hat die Fähigkeit'],
    ['SKILL_OF', 'is a skill of', 'ist eine Fähigkeit von'],
    agents,
    ['Skill'],
  ],
  [
    ['HOSTED_ON', 'is hosted on', 'läuft auf dem Rechner'],
    ['HOSTS', 'hosts', 'beherbergt'],
    ['Container'],
    ['Host'],
  ],
  [
    ['INFRASTRUCTURE_PROVIDED_BY', 'is provided by', 'wird bereitgestellt von'],
    ['PROVIDES_INFRASTRUCTURE', 'provides', 'stellt bereit'],
    ['Host'],
    ['Organization'],
  ],
  [
    ['IS_LED_BY', 'is led by', 'wird geleitet von'],
    ['LEADS', 'leads', 'leitet'],
    ['Organization'],
    ['Person'],
  ],
  [['PAID_BY', 'is paid by', 'wird bezahlt von'], ['PAYS', 'pays', 'bezahlt'], agents, agents],
  [
    ['PRODUCED_BY', 'is produced by', 'entsteht in'],
    ['PRODUCES', 'produces', 'bringt hervor'],
    texts,
    ['Project'],
  ],
  [
    ['SERVED_UNDER', 'is served under', 'ist erreichbar unter'],
    ['SERVES', 'serves', 'führt zu'],
    ['Application'],
    ['Domain'],
  ],
  [
    ['SUPPLIED_BY', 'is supplied by', 'wird beliefert von'],
    ['SUPPLIES', 'supplies', 'beliefert'],
    agents,
    ['Organization'],
  ],
  [
    ['SUPPLIES_TECHNOLOGY', 'supplies the technology', 'liefert die Technik'],
    ['TECHNOLOGY_SUPPLIED_BY', 'is supplied by', 'wird geliefert von'],
    ['Organization'],
    ['Technology'],
  ],
  [
    ['SUPPORTED_BY', 'is supported by', 'wird gestützt von'],
    ['SUPPORTS', 'supports', 'stützt'],
    texts,
    texts,
  ],
  [
    ['USES_TECHNOLOGY', 'uses', 'nutzt'],
    ['TECHNOLOGY_USED_BY', 'is used by', 'wird genutzt von'],
    ['Application'],
    ['Technology'],
  ],
  [
    ['WORKS_ON', 'works on', 'arbeitet an'],
    ['WORKED_ON_BY', 'is worked on by', 'wird bearbeitet von'],
    agents,
    ['Project'],
  ],
  [['HAS_SIBLING', 'is a sibling of', 'ist Geschwister von'], null, ['Person'], ['Person']],
  [['KNOWS', 'knows', 'kennt'], null, ['Person'], ['Person']],
  [['SPOUSE_OF', 'is married to', 'ist verheiratet mit'], null, ['Person'], ['Person']],
  [['INTEGRATES_WITH', 'integrates with', 'ist verbunden mit'], null, ['Application'], ['Application']],
  [['PARTNER_OF', 'is a partner of', 'ist Partner von'], null, ['Organization'], ['Organization']],
];

const systemLines: readonly Line[] = [
  [
    ['REFERENCES_ENTITY', 'mentions', 'erwähnt'],
    ['REFERENCED_BY', 'is mentioned in', 'wird erwähnt in'],
    ['Document'],
    [...entityClasses],
  ],
  [
    ['SUPERSEDES', 'supersedes', 'löst ab'],
    ['SUPERSEDED_BY', 'is superseded by', 'wird abgelöst von'],
    ['Document'],
    ['Document'],
  ],
];

type Derived = readonly [
  name: Half,
  restsOn: readonly string[],
  subject: EntityClass[],
  object: EntityClass[],
];
const derivedLines: readonly Derived[] = [
  [['RUNS_ON', 'runs on', 'läuft auf'], ['DEPLOYED_TO', 'HOSTED_ON'], ['Application'], ['Host']],
  [
    ['WORKS_FOR_CLIENT', 'works for the client', 'arbeitet für den Kunden'],
    ['WORKS_ON', 'FOR_CLIENT'],
    agents,
    agents,
  ],
  [
    ['HOST_SERVES_CLIENT', 'serves the client', 'dient dem Kunden'],
    ['HOSTS', 'HOSTS_APPLICATION', 'OPERATED_FOR'],
    ['Host'],
    agents,
  ],
  [
    ['DEPENDS_ON_SUPPLIER', 'depends on the supplier', 'hängt ab vom Lieferanten'],
    ['USES_TECHNOLOGY', 'TECHNOLOGY_SUPPLIED_BY'],
    ['Application'],
    ['Organization'],
  ],
];

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
