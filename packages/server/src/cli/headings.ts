import type { CliIo } from './io.ts';
import { languageOf } from './messages.ts';

/** Of the columns of tables. */
const german = {
  ACTION: 'AKTION',
  ALIASES: 'ANDERE NAMEN',
  BY: 'DURCH',
  CHANGED: 'GEÄNDERT',
  CHUNKS: 'ABSCHNITTE',
  CLASS: 'KLASSE',
  CLIENT: 'CLIENT',
  CONNECTED: 'VERBUNDEN',
  CREATED: 'ERSTELLT',
  DOCUMENTS: 'DOKUMENTE',
  ENTITIES: 'ENTITÄTEN',
  EXPIRES: 'LÄUFT AB',
  FILE: 'DATEI',
  FOUND: 'GEFUNDEN',
  FROM: 'VON',
  ID: 'ID',
  'LAST USED': 'ZULETZT GENUTZT',
  MEMORIES: 'ERINNERUNGEN',
  NAME: 'NAME',
  NETWORKS: 'NETZE',
  NOTE: 'HINWEIS',
  PREDICATE: 'PRÄDIKAT',
  PREFIX: 'PRÄFIX',
  RELATIONS: 'BEZIEHUNGEN',
  SCOPES: 'RECHTE',
  SETTING: 'EINSTELLUNG',
  SOURCE: 'QUELLE',
  STATE: 'ZUSTAND',
  STORED: 'GESPEICHERT',
  TARGET: 'ZIEL',
  TIME: 'ZEIT',
  TITLE: 'TITEL',
  TO: 'NACH',
  'TO ID': 'ZIEL-ID',
  TYPE: 'ART',
  VALUE: 'WERT',
} as const;

export type Heading = keyof typeof german;

export function toShownHeading(io: CliIo, heading: Heading): string {
  return languageOf(io) === 'de' ? german[heading] : heading;
}
