const english = {
  exportBroken: 'The export broke off before its end and is not complete. Try again.',
  fileExists: '{path} exists already, and would be replaced.',
  needForce: '{path} exists already. Choose another name, or replace it with --force.',
  noAction: 'There is no action "{action}". There are: {known}.',
  cannotWrite: '{path} cannot be written ({reason}).',
  chainIntact: 'The audit log is intact: {entries} entries, {erased} of them emptied by an erasure.',
  exported: 'Exported to {path}.',
  importing: '{count} records …',
  imported:
    '{created} records are new, {unchanged} were here already; {audit} audit entries stay in the archive.',
  noArchive: 'This is not an archive that knowmind export made: its first line does not say so.',
  newerArchive: 'The archive has the form {format}, which is newer than this program. Update it first.',
  brokenLine:
    'Line {line} is not valid JSON. {created} records before it are new, {unchanged} were here already. Export the archive again.',
  archiveCut:
    'The archive is cut off: its last line is missing or broken off. {created} records are new, {unchanged} were here already. Export it again.',
  importRefused:
    'Lines {first} to {last} were refused: {reason} {created} records before them are new, {unchanged} were here already.',
  importRefusedLine:
    'Line {line} was refused: {reason} {created} records before it are new, {unchanged} were here already; nothing of its batch was kept.',
  chainBroken: 'The audit log was changed: entry {seq} is {problem}.',
};

const german: typeof english = {
  exportBroken: 'Der Export brach vor seinem Ende ab und ist unvollständig. Bitte noch einmal.',
  fileExists: '{path} gibt es schon und würde ersetzt.',
  needForce: '{path} gibt es schon. Einen anderen Namen wählen oder mit --force ersetzen.',
  noAction: 'Es gibt keine Aktion „{action}“. Es gibt: {known}.',
  cannotWrite: '{path} lässt sich nicht schreiben ({reason}).',
  chainIntact:
    'Das Audit-Log ist unversehrt: {entries} Einträge, {erased} davon durch eine Löschung geleert.',
  exported: 'Nach {path} exportiert.',
  importing: '{count} Datensätze …',
  imported:
    '{created} Datensätze sind neu, {unchanged} waren schon da; {audit} Einträge des Audit-Logs bleiben im Archiv.',
  noArchive: 'Das ist kein Archiv von knowmind export: Die erste Zeile sagt es nicht.',
  newerArchive:
    'Das Archiv hat die Form {format}, die neuer ist als dieses Programm. Aktualisiere es zuerst.',
  brokenLine:
    'Zeile {line} ist kein gültiges JSON. {created} Datensätze davor sind neu, {unchanged} waren schon da. Exportiere das Archiv neu.',
  archiveCut:
    'Das Archiv ist abgeschnitten: Seine letzte Zeile fehlt oder bricht ab. {created} Datensätze sind neu, {unchanged} waren schon da. Exportiere es neu.',
  importRefused:
    'Die Zeilen {first} bis {last} wurden abgelehnt: {reason} {created} Datensätze davor sind neu, {unchanged} waren schon da.',
  importRefusedLine:
    'Zeile {line} wurde abgelehnt: {reason} {created} Datensätze davor sind neu, {unchanged} waren schon da; von ihrem Schub ist nichts übernommen.',
  chainBroken: 'Das Audit-Log wurde verändert: Eintrag {seq} ist {problem}.',
};

/** What `export`, `import` and `audit` say. */
export const archiveMessages = { en: english, de: german };
