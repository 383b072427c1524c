import { type KnowmindError, toGerman } from '@knowmind/sdk';
import type { CliIo } from './io.ts';
import { archiveMessages } from './messages-archive.ts';
import { initMessages } from './messages-init.ts';
import { installMessages } from './messages-install.ts';
import { statusMessages } from './messages-status.ts';
import { uploadMessages } from './messages-upload.ts';

const english = {
  noToken: 'Not signed in. Create a token in the dashboard, then: knowmind login --token kmt_…',
  notWellFormed: 'This is not a knowmind token (kmt_ and 48 characters). Was it cut off?',
  signedIn: 'Signed in to {workspace} as "{name}" with {scopes}.',
  signedOut: 'Signed out. The token stays valid until it is revoked.',
  nothingFound: 'Nothing found.',
  nothingStored: 'Nothing stored yet. Try: knowmind store "The first fact"',
  stored: 'Stored {id}',
  unchanged: 'Already known as {id}; nothing was stored.',
  superseded: '{id} is superseded by {by}.',
  nothingToStore: 'There is nothing to store. Give a text, --file, or pipe it in.',
  waiting: 'Too many calls; waiting {seconds} s …',
  unreachable:
    'No answer from {url}. Is the server running? "npm start" in the folder of knowmind starts it.',
  inputEnded:
    'The input ended before the service had answered, and the request was broken off. What it asked for may have been done.',
  silent: '{url} does not answer: nothing came within {seconds} s. It may be overloaded, or stuck.',
  signInFirst:
    'Create a token in the dashboard, then run: knowmind login --token kmt_… (or set KNOWMIND_TOKEN).',
  notKnowmind: '{url} answered with status {status}, but not as knowmind does. Is the address right?',
  noMessage: 'A line has to be one JSON-RPC message.',
  showOnce: 'This is shown once. Keep it now:',
  impact: '{calls} calls in the last 30 days, {refused} of them would be refused.',
  confirm: 'Go on? [y/N] ',
  cancelled: 'Nothing was changed.',
  needYes: 'Confirm with --yes when there is no terminal to ask.',
  unknownToken: 'There is no token "{name}". See: knowmind tokens list',
  severalTokens: 'Several tokens match "{name}". Give the id.',
  partlyFailed: '{failed} of {all} failed.',
  tokenPrompt: 'API token (not shown): ',
  empty: '{option} is empty. Leave it out, or give it a value.',
  emptyNeeded: '{option} is empty. It needs a value.',
  badTime:
    '{option} "{value}" is no time. Give a date such as 2024-01-31, or a time such as "2024-01-31 14:30" (local) or 2024-01-31T14:30:00Z.',
  all: 'all',
  whyStart: 'the walk along relations began here',
  notBoth: 'Give a text or --file, not both.',
  folderGone: 'The folder that this runs in is gone. Change to one that is there.',
  cannotRead: '{path} cannot be read ({reason}).',
  useUpload: 'For that: knowmind upload FILE',
  noSuchFile: 'There is no file {path}.',
  notFolder: '{path} is a folder, not a file.',
  heldUntil: 'held until {time}',
  neverHeld: 'never held',
  holdsFrom: 'from {time}',
  seeHelp: '(--help shows how it is used)',
  notUtf8: '{path} is not text in UTF-8, and nothing was stored. Convert it first, for example with iconv.',
  brokenSettings: '{path} is not valid: {reason}. Mend or delete it.',
  noJson: 'it holds no JSON object',
  notText: '"{key}" has to be a text',
  badAddress: '"{value}" ({from}) is no address such as http://localhost:3000.',
  loginInAddress:
    'The address ({from}) holds a name or a password before the @. Leave them out: the token signs in (knowmind login).',
  noSetting: 'There is no setting "{key}". They are apiUrl and token.',
  onlyApiUrl: 'Only apiUrl is set here. For the token: knowmind login',
  tokenStillSet:
    'KNOWMIND_TOKEN is still set in the environment and goes on being used. End it with: unset KNOWMIND_TOKEN',
  tokenWins: 'KNOWMIND_TOKEN is set in the environment and wins over the token that was saved.',
  notChanged: 'The memory that was there is kept as it is. Not changed: {fields}.',
  howTitle: 'For another title: knowmind supersede {id} "the text" --title "the title"',
  howOthers: 'For another {fields}, erase it (knowmind erase {id}) and store it again.',
  networksOrNone: 'Give --network or --no-networks, not both.',
  emptyAnswer: 'The service sent nothing.',
  unexpected: 'unexpected error: {text}',
  linked: '{from} {predicate} {to}',
  alreadyLinked: 'Linked already: {from} {predicate} {to}',
  unlinked: 'The relation is removed.',
  notLinked: 'There was no such relation; nothing changed.',
  noRelations: 'No relations yet. Try: knowmind link "Anna Schmidt" WORKS_FOR Acme',
  entityMade: 'Made {id}',
  entityKnown: 'Known as {id}; what is new was added.',
  unknownEntity: 'There is no entity "{name}". Make it: knowmind entity make "{name}" --class Person',
  unknownEntityLike:
    'There is no entity "{name}". Did you mean {choices}? If not, make it: knowmind entity make "{name}" --class Person',
  unknownDocument: 'There is no document "{name}". See: knowmind documents list',
  unknownDocumentLike: 'There is no document "{name}". Did you mean {choices}?',
  eraseMemory: 'This erases the memory "{title}" for good.',
  eraseDocument: 'This erases the document "{title}" for good.',
  erased: 'Erased {id}',
  nothingToErase: 'There is no memory and no document {id} in this workspace.',
  severalEntities: 'Several entities are called "{name}". Say which: {choices}',
  ...uploadMessages.en,
  ...archiveMessages.en,
  ...installMessages.en,
  ...initMessages.en,
  ...statusMessages.en,
};

const german: typeof english = {
  noToken: 'Nicht angemeldet. Im Dashboard einen Token erstellen, dann: knowmind login --token kmt_…',
  notWellFormed: 'Das ist kein knowmind-Token (kmt_ und 48 Zeichen). Wurde er abgeschnitten?',
  signedIn: 'Angemeldet bei {workspace} als „{name}“ mit {scopes}.',
  signedOut: 'Abgemeldet. Der Token gilt, bis er widerrufen wird.',
  nothingFound: 'Nichts gefunden.',
  nothingStored: 'Noch nichts gespeichert. Zum Beispiel: knowmind store "Die erste Tatsache"',
  stored: 'Gespeichert als {id}',
  unchanged: 'Schon bekannt als {id}; nichts wurde gespeichert.',
  superseded: '{id} ist abgelöst durch {by}.',
  nothingToStore: 'Es gibt nichts zu speichern. Text angeben, --file, oder hineinleiten.',
  waiting: 'Zu viele Aufrufe; warte {seconds} s …',
  unreachable: 'Keine Antwort von {url}. Läuft der Server? „npm start“ im Ordner von knowmind startet ihn.',
  inputEnded:
    'Die Eingabe endete, bevor der Dienst geantwortet hatte; die Anfrage wurde abgebrochen. Was sie verlangte, kann geschehen sein.',
  silent: '{url} antwortet nicht: {seconds} s lang kam nichts. Der Dienst ist überlastet oder hängt.',
  signInFirst:
    'Im Dashboard einen Token erstellen, dann: knowmind login --token kmt_… (oder KNOWMIND_TOKEN setzen).',
  notKnowmind: '{url} antwortet mit Status {status}, aber nicht wie knowmind. Stimmt die Adresse?',
  noMessage: 'Eine Zeile muss eine JSON-RPC-Nachricht sein.',
  showOnce: 'Er wird nur einmal gezeigt. Jetzt aufbewahren:',
  impact: '{calls} Aufrufe in den letzten 30 Tagen, {refused} davon würden abgewiesen.',
  confirm: 'Fortfahren? [j/N] ',
  cancelled: 'Nichts wurde geändert.',
  needYes: 'Ohne Terminal mit --yes bestätigen.',
  unknownToken: 'Es gibt keinen Token „{name}“. Siehe: knowmind tokens list',
  severalTokens: 'Mehrere Token passen zu „{name}“. Bitte die Id angeben.',
  partlyFailed: '{failed} von {all} sind fehlgeschlagen.',
  tokenPrompt: 'API-Token (unsichtbar): ',
  empty: '{option} ist leer. Weglassen oder einen Wert angeben.',
  emptyNeeded: '{option} ist leer. Es braucht einen Wert.',
  badTime:
    '{option} „{value}“ ist keine Zeit. Ein Datum wie 2024-01-31 angeben, oder eine Zeit wie "2024-01-31 14:30" (Ortszeit) oder 2024-01-31T14:30:00Z.',
  all: 'alle',
  whyStart: 'hier begann der Weg über Beziehungen',
  notBoth: 'Entweder einen Text angeben oder --file, nicht beides.',
  folderGone: 'Den Ordner, in dem das läuft, gibt es nicht mehr. Bitte in einen anderen wechseln.',
  cannotRead: '{path} lässt sich nicht lesen ({reason}).',
  useUpload: 'Dafür: knowmind upload DATEI',
  noSuchFile: 'Eine Datei {path} gibt es nicht.',
  notFolder: '{path} ist ein Ordner, keine Datei.',
  heldUntil: 'galt bis {time}',
  neverHeld: 'galt nie',
  holdsFrom: 'ab {time}',
  seeHelp: '(--help zeigt, wie es geht)',
  notUtf8: '{path} ist kein Text in UTF-8; nichts wurde gespeichert. Erst umwandeln, zum Beispiel mit iconv.',
  brokenSettings: '{path} ist ungültig: {reason}. Bitte berichtigen oder löschen.',
  noJson: 'darin steht kein JSON-Objekt',
  notText: '„{key}“ muss ein Text sein',
  badAddress: '„{value}“ ({from}) ist keine Adresse wie http://localhost:3000.',
  loginInAddress:
    'Die Adresse ({from}) enthält vor dem @ einen Namen oder ein Passwort. Beides weglassen: angemeldet wird mit dem Token (knowmind login).',
  noSetting: 'Es gibt keine Einstellung „{key}“. Es gibt apiUrl und token.',
  onlyApiUrl: 'Hier wird nur apiUrl gesetzt. Für den Token: knowmind login',
  tokenStillSet:
    'KNOWMIND_TOKEN ist in der Umgebung noch gesetzt und wird weiter benutzt. Beenden mit: unset KNOWMIND_TOKEN',
  tokenWins: 'KNOWMIND_TOKEN ist in der Umgebung gesetzt und geht dem gespeicherten Token vor.',
  notChanged: 'Die vorhandene Erinnerung bleibt, wie sie ist. Nicht geändert: {fields}.',
  howTitle: 'Für einen anderen Titel: knowmind supersede {id} "der Text" --title "der Titel"',
  howOthers: 'Für andere Angaben ({fields}) löschen (knowmind erase {id}) und neu speichern.',
  networksOrNone: 'Entweder --network angeben oder --no-networks, nicht beides.',
  emptyAnswer: 'Der Dienst hat nichts gesendet.',
  unexpected: 'unerwarteter Fehler: {text}',
  linked: '{from} {predicate} {to}',
  alreadyLinked: 'Schon verknüpft: {from} {predicate} {to}',
  unlinked: 'Die Beziehung ist entfernt.',
  notLinked: 'Es gab keine solche Beziehung; nichts geändert.',
  noRelations: 'Noch keine Beziehungen. Zum Beispiel: knowmind link "Anna Schmidt" WORKS_FOR Acme',
  entityMade: 'Erstellt als {id}',
  entityKnown: 'Bekannt als {id}; Neues wurde ergänzt.',
  unknownEntity: 'Es gibt keine Entität „{name}“. Erstellen: knowmind entity make "{name}" --class Person',
  unknownEntityLike:
    'Es gibt keine Entität „{name}“. Gemeint ist {choices}? Sonst erstellen: knowmind entity make "{name}" --class Person',
  unknownDocument: 'Es gibt kein Dokument „{name}“. Siehe: knowmind documents list',
  unknownDocumentLike: 'Es gibt kein Dokument „{name}“. Gemeint ist {choices}?',
  eraseMemory: 'Das löscht die Erinnerung „{title}“ endgültig.',
  eraseDocument: 'Das löscht das Dokument „{title}“ endgültig.',
  erased: '{id} ist gelöscht.',
  nothingToErase: 'Es gibt keine Erinnerung und kein Dokument {id} in diesem Arbeitsbereich.',
  severalEntities: 'Mehrere Entitäten heißen „{name}“. Welche? {choices}',
  ...uploadMessages.de,
  ...archiveMessages.de,
  ...installMessages.de,
  ...initMessages.de,
  ...statusMessages.de,
};

/** German where the locale is German, English everywhere else. */
export function languageOf({ env }: CliIo): 'de' | 'en' {
  return (env.LC_ALL || env.LC_MESSAGES || env.LANG || '').startsWith('de') ? 'de' : 'en';
}

/** What an error of the service says, in the language of the locale. */
export function toMessage(io: CliIo, error: KnowmindError): string {
  return languageOf(io) === 'de' ? toGerman(error) : error.message;
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
