import type { CliIo } from './io.ts';

const english = {
  noToken: 'Not signed in. Create a token in the dashboard, then: knowmind login --token kmt_…',
  notWellFormed: 'This is not a knowmind token (kmt_ and 48 characters). Was it cut off?',
  signedIn: 'Signed in to {workspace} as "{name}" with {scopes}.',
  signedOut: 'Signed out. The token stays valid until it is revoked.',
  nothingFound: 'Nothing found.',
  nothingStored: 'Nothing stored yet. Try: knowmind store "The first fact"',
  stored: 'Stored {id}',
  unchanged: 'Already known as {id}; nothing changed.',
  superseded: '{id} is superseded by {by}.',
  nothingToStore: 'There is nothing to store. Give a text, --file, or pipe it in.',
  waiting: 'Too many calls; waiting {seconds} s …',
  unreachable: 'No answer from {url}. Is the server running? Start it with: knowmind serve',
  showOnce: 'This is shown once. Keep it now:',
  impact: '{calls} calls in the last 30 days, {refused} of them would be refused.',
  confirm: 'Go on? [y/N] ',
  cancelled: 'Nothing was changed.',
  needYes: 'Confirm with --yes when there is no terminal to ask.',
  unknownToken: 'There is no token "{name}". See: knowmind tokens list',
  severalTokens: 'Several tokens match "{name}". Give the id.',
  partlyFailed: '{failed} of {all} failed.',
  tokenPrompt: 'API token (not shown): ',
  exportBroken: 'The export broke off before its end and is not complete. Try again.',
  cannotWrite: '{path} cannot be written ({reason}).',
  chainIntact: 'The audit log is intact: {entries} entries.',
  chainBroken: 'The audit log was changed: entry {seq} is {problem}.',
};

const german: typeof english = {
  noToken: 'Nicht angemeldet. Im Dashboard einen Token erstellen, dann: knowmind login --token kmt_…',
  notWellFormed: 'Das ist kein knowmind-Token (kmt_ und 48 Zeichen). Wurde er abgeschnitten?',
  signedIn: 'Angemeldet bei {workspace} als „{name}“ mit {scopes}.',
  signedOut: 'Abgemeldet. Der Token gilt, bis er widerrufen wird.',
  nothingFound: 'Nichts gefunden.',
  nothingStored: 'Noch nichts gespeichert. Zum Beispiel: knowmind store "Die erste Tatsache"',
  stored: 'Gespeichert als {id}',
  unchanged: 'Schon bekannt als {id}; nichts geändert.',
  superseded: '{id} ist abgelöst durch {by}.',
  nothingToStore: 'Es gibt nichts zu speichern. Text angeben, --file, oder hineinleiten.',
  waiting: 'Zu viele Aufrufe; warte {seconds} s …',
  unreachable: 'Keine Antwort von {url}. Läuft der Server? Starten mit: knowmind serve',
  showOnce: 'Er wird nur einmal gezeigt. Jetzt aufbewahren:',
  impact: '{calls} Aufrufe in den letzten 30 Tagen, {refused} davon würden abgewiesen.',
  confirm: 'Fortfahren? [j/N] ',
  cancelled: 'Nichts wurde geändert.',
  needYes: 'Ohne Terminal mit --yes bestätigen.',
  unknownToken: 'Es gibt keinen Token „{name}“. Siehe: knowmind tokens list',
  severalTokens: 'Mehrere Token passen zu „{name}“. Bitte die Id angeben.',
  partlyFailed: '{failed} von {all} sind fehlgeschlagen.',
  tokenPrompt: 'API-Token (unsichtbar): ',
  exportBroken: 'Der Export brach vor seinem Ende ab und ist unvollständig. Bitte noch einmal.',
  cannotWrite: '{path} lässt sich nicht schreiben ({reason}).',
  chainIntact: 'Das Audit-Log ist unversehrt: {entries} Einträge.',
  chainBroken: 'Das Audit-Log wurde verändert: Eintrag {seq} ist {problem}.',
};

/** German where the locale is German, English everywhere else. */
export function languageOf({ env }: CliIo): 'de' | 'en' {
  return (env.LC_ALL || env.LC_MESSAGES || env.LANG || '').startsWith('de') ? 'de' : 'en';
}

/** A message in the language of the locale, with its blanks filled in. */
export function say(
  io: CliIo,
  key: keyof typeof english,
  values: Record<string, string | number> = {},
): string {
  const text = (languageOf(io) === 'de' ? german : english)[key];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
