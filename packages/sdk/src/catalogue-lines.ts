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

const agents: EntityClass[] = ['Agent', 'Organization', 'Person', 'SoftwareAgent'];
const texts: EntityClass[] = ['Contract', 'Document', 'FileResource'];
const steps: EntityClass[] = ['ActionRecord', 'Project', 'Task'];
const work: EntityClass[] = ['ActionRecord', 'Task'];

export type Half = readonly [predicate: string, en: string, de: string];
export type Line = readonly [there: Half, back: Half | null, subject: EntityClass[], object: EntityClass[]];

/** Each line is a predicate and its inverse; without one it reads the same in both directions. */
export const lines: readonly Line[] = [
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

export const systemLines: readonly Line[] = [
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
export const derivedLines: readonly Derived[] = [
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
