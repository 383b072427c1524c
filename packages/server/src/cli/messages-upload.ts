const english = {
  uploaded: '{file}: stored as {id} (chunks: {chunks})',
  replacedBy: '{file}: took the place of the earlier text of {id} (chunks: {chunks})',
  otherFile:
    '{file}: "{title}" was uploaded from {origin} before, and that text is replaced. To keep both, upload one with --title.',
  otherOrigin:
    '{file}: a document "{title}" that was not uploaded from this file before is replaced. To keep both, upload one with --title.',
  sameDocument: '{file}: already there as {id}; nothing was stored.',
  sending: '{file}: {sent} of {all} MB sent',
  processing: '{file}: {all} MB sent; processing …',
  tooLargeFile: '{path} is larger than 10 MB. Split it.',
  isFolder: '{path} is a folder. For all its files: knowmind sync {path}',
  onlyOne: '{option} is for one file.',
  onlyOneStdin: 'Standard input (-) can be read only once.',
  stdinTitle: 'What comes from standard input has no name: give it one with --title.',
  badLink: '--link "{link}" needs a predicate and a name: --link ABOUT:Heating, or ABOUT:Topic:Heating',
  noFolder: '{path} is no folder.',
  emptyFolder:
    '{path} holds no file any more, and nothing was erased. Is it mounted? Erase in the dashboard what is to go.',
  syncNew: 'new',
  syncChanged: 'changed',
  syncRenamed: 'renamed',
  syncRemoved: 'removed',
  syncTookPlace:
    'a document of this title that did not come from this folder is replaced. To keep both, rename the file and upload the other again.',
  syncGone: 'gone here, kept in the memory (erase with --delete)',
  syncEmpty: 'empty, skipped',
  syncOtherType: 'skipped; its type is not read',
  syncSummary:
    '{new} new, {changed} changed, {renamed} renamed, {removed} removed, {unchanged} unchanged, {skipped} skipped, {failed} failed',
  syncPlan:
    'Only shown, nothing done: {new} new, {changed} changed, {renamed} renamed, {removed} to remove, {unchanged} unchanged, {skipped} skipped, {failed} would fail (what the files hold was not checked)',
  watchDry: '--watch and --dry-run do not go together.',
  watching: 'Watching {folder}; end with Ctrl-C.',
};

const german: typeof english = {
  uploaded: '{file}: gespeichert als {id} (Abschnitte: {chunks})',
  replacedBy: '{file}: an die Stelle des früheren Textes von {id} getreten (Abschnitte: {chunks})',
  otherFile:
    '{file}: „{title}“ kam zuvor aus {origin}; dieser Text ist ersetzt. Um beide zu behalten, einen mit --title hochladen.',
  otherOrigin:
    '{file}: Ersetzt ist ein Dokument „{title}“, das zuvor nicht aus dieser Datei kam. Um beide zu behalten, eines mit --title hochladen.',
  sameDocument: '{file}: schon da als {id}; nichts wurde gespeichert.',
  sending: '{file}: {sent} von {all} MB gesendet',
  processing: '{file}: {all} MB gesendet; wird verarbeitet …',
  tooLargeFile: '{path} ist größer als 10 MB. Bitte aufteilen.',
  isFolder: '{path} ist ein Ordner. Für alle Dateien darin: knowmind sync {path}',
  onlyOne: '{option} gilt für eine einzelne Datei.',
  onlyOneStdin: 'Die Standardeingabe (-) lässt sich nur einmal lesen.',
  stdinTitle: 'Was aus der Standardeingabe kommt, hat keinen Namen: Gib ihm einen mit --title.',
  badLink:
    '--link "{link}" braucht ein Prädikat und einen Namen: --link ABOUT:Heating oder ABOUT:Topic:Heating',
  noFolder: '{path} ist kein Ordner.',
  emptyFolder:
    '{path} enthält keine Datei mehr; nichts wurde gelöscht. Ist der Ordner eingehängt? Was weg soll, im Dashboard löschen.',
  syncNew: 'neu',
  syncChanged: 'geändert',
  syncRenamed: 'umbenannt',
  syncRemoved: 'entfernt',
  syncTookPlace:
    'Ersetzt ist ein Dokument dieses Titels, das nicht aus diesem Ordner kam. Um beide zu behalten, die Datei umbenennen und das andere neu hochladen.',
  syncGone: 'hier nicht mehr da, im Gedächtnis behalten (löschen mit --delete)',
  syncEmpty: 'leer, übergangen',
  syncOtherType: 'übergangen; dieser Typ wird nicht gelesen',
  syncSummary:
    '{new} neu, {changed} geändert, {renamed} umbenannt, {removed} entfernt, {unchanged} unverändert, {skipped} übergangen, {failed} fehlgeschlagen',
  syncPlan:
    'Nur gezeigt, nichts getan: {new} neu, {changed} geändert, {renamed} umbenannt, {removed} zu entfernen, {unchanged} unverändert, {skipped} übergangen, {failed} würden fehlschlagen (was die Dateien enthalten, ist nicht geprüft)',
  watchDry: '--watch und --dry-run gehen nicht zusammen.',
  watching: '{folder} wird beobachtet; beenden mit Strg-C.',
};

/** What `upload` and `sync` say. */
export const uploadMessages = { en: english, de: german };
