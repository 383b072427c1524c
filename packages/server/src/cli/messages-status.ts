const english = {
  statusServer: 'Server',
  statusWorkspace: 'Workspace',
  statusPlan: 'Plan',
  statusToken: 'Token',
  statusHolds: 'Holds',
  statusLast: 'Stored last',
  statusCounts: '{memories} memories, {documents} documents, {entities} entities, {relations} relations',
  statusNoCounts: 'the token may not read',
  statusNeverStored: 'nothing yet',
  statusUntil: 'valid until {time}',
  statusMemories: '{count} memories',
  statusAway: 'no answer',
  statusRefused: 'token refused',
  statusNoToken: 'not signed in',
  statusUnknown: 'asking …',
  statusBroken: 'broken settings',
};

const german: typeof english = {
  statusServer: 'Server',
  statusWorkspace: 'Arbeitsbereich',
  statusPlan: 'Tarif',
  statusToken: 'Token',
  statusHolds: 'Enthält',
  statusLast: 'Zuletzt gespeichert',
  statusCounts:
    '{memories} Erinnerungen, {documents} Dokumente, {entities} Entitäten, {relations} Beziehungen',
  statusNoCounts: 'der Token darf nicht lesen',
  statusNeverStored: 'noch nichts',
  statusUntil: 'gültig bis {time}',
  statusMemories: '{count} Erinnerungen',
  statusAway: 'keine Antwort',
  statusRefused: 'Token abgewiesen',
  statusNoToken: 'nicht angemeldet',
  statusUnknown: 'frage nach …',
  statusBroken: 'fehlerhafte Einstellungen',
};

/** What `status` says. */
export const statusMessages = { en: english, de: german };
