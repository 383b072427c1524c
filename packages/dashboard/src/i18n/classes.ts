import type { EntityClass } from '@knowmind/sdk';
import { useI18n } from './index.tsx';

/** The classes of the catalogue as people call them. */
const names: Readonly<Record<EntityClass, { en: string; de: string }>> = {
  ActionRecord: { en: 'Record of an action', de: 'Handlungsprotokoll' },
  Activity: { en: 'Activity', de: 'Tätigkeit' },
  Agent: { en: 'Agent', de: 'Akteur' },
  Application: { en: 'Application', de: 'Anwendung' },
  Client: { en: 'Client', de: 'Kunde' },
  Concept: { en: 'Concept', de: 'Begriff' },
  Container: { en: 'Container', de: 'Container' },
  Contract: { en: 'Contract', de: 'Vertrag' },
  Document: { en: 'Document', de: 'Dokument' },
  Domain: { en: 'Domain', de: 'Domain' },
  FileResource: { en: 'File', de: 'Datei' },
  Host: { en: 'Host', de: 'Host' },
  Membership: { en: 'Membership', de: 'Mitgliedschaft' },
  Organization: { en: 'Organization', de: 'Organisation' },
  Person: { en: 'Person', de: 'Person' },
  Policy: { en: 'Policy', de: 'Richtlinie' },
  Product: { en: 'Product', de: 'Produkt' },
  Project: { en: 'Project', de: 'Projekt' },
  PseudonymizedPerson: { en: 'Pseudonymised person', de: 'Pseudonymisierte Person' },
  QualityMeasurement: { en: 'Quality measurement', de: 'Qualitätsmessung' },
  Role: { en: 'Role', de: 'Rolle' },
  Skill: { en: 'Skill', de: 'Fähigkeit' },
  SoftwareAgent: { en: 'Software agent', de: 'Software-Agent' },
  Supplier: { en: 'Supplier', de: 'Lieferant' },
  Task: { en: 'Task', de: 'Aufgabe' },
  Technology: { en: 'Technology', de: 'Technologie' },
  Topic: { en: 'Topic', de: 'Thema' },
};

type Node = { type: 'memory' | 'document' | 'entity'; entity_class: EntityClass };

/** What a class, and what a node is called in the chosen language. */
export function useClassNames() {
  const { say, language } = useI18n();
  const nameOf = (entityClass: EntityClass) => names[entityClass][language];
  const kindOf = (node: Node) => (node.type === 'entity' ? nameOf(node.entity_class) : say(node.type));
  return { nameOf, kindOf };
}
