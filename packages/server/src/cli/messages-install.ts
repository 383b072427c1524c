const english = {
  unknownClient: 'There is no client "{name}". Known are {known}, and all.',
  unknownClientLike: 'There is no client "{name}". Did you mean {choices}?',
  noClientFound: 'No client was found. See: knowmind install list',
  noClientFoundInProject:
    'No client has a folder of its own in this project. Name the one you want. See: knowmind install list --project',
  noProjectFile: '{client} has no configuration of its own in a project. Leave out --project.',
  installCreated: '{client}: connected; {path} is new.',
  installUpdated: '{client}: connected in {path}. What was there before: {backup}',
  installUnchanged: '{client}: connected already in {path}; nothing changed.',
  installWouldCreate: '{client}: would be connected; {path} would be new.',
  installWouldUpdate: '{client}: would be connected in {path}.',
  installManualCommand: '{client}: run this yourself:',
  installManualSnippet: '{client}: paste this into its MCP settings:',
  installFailed: '{client}: {reason}',
  installPrint: '{client}, {path}:',
  brokenConfiguration:
    '{path} is broken in line {line} ({reason}), and nothing was changed. Mend it, and run this again.',
  inlineConfiguration:
    '{path} is written in a way that cannot be changed without harm, and nothing was changed. Put the entry in yourself; this shows it: knowmind install {client} --print',
  noHttp: '{client} starts commands only. Leave out --http.',
  httpNeedsToken:
    '{client} cannot take the token from the environment. Leave out --http; or write the token in clear, with --with-token.',
  restartClient: 'Restart the client, or let it load its servers anew.',
  notSignedInYet: 'Not signed in yet, so the client is not either: knowmind login --token kmt_…',
  addressNotSaved:
    'The address {url} is in this environment only. For clients started elsewhere: knowmind config set apiUrl {url}',
  setVariable: 'The client reads KNOWMIND_TOKEN from its environment: set it where the client is started.',
  asksForToken: 'The client asks for the token when it first connects, and keeps it itself.',
  putToken: 'Put your token in place of kmt_….',
  changedMeanwhile:
    '{path} was changed by another program meanwhile, and nothing was written. Run this again.',
  tokenInProject: 'The token stands in clear in {path}. Keep that file out of version control.',
  notOnPath:
    'The command knowmind is not on the PATH, where clients look for it: npm link -w packages/server',
};

const german: typeof english = {
  unknownClient: 'Es gibt keinen Client „{name}“. Bekannt sind {known} und all.',
  unknownClientLike: 'Es gibt keinen Client „{name}“. Gemeint war {choices}?',
  noClientFound: 'Kein Client gefunden. Siehe: knowmind install list',
  noClientFoundInProject:
    'Kein Client hat in diesem Projekt einen eigenen Ordner. Nennen Sie den gewünschten. Siehe: knowmind install list --project',
  noProjectFile: '{client} hat in einem Projekt keine eigene Konfiguration. --project weglassen.',
  installCreated: '{client}: verbunden; {path} ist neu.',
  installUpdated: '{client}: verbunden in {path}. Was vorher dort stand: {backup}',
  installUnchanged: '{client}: schon verbunden in {path}; nichts geändert.',
  installWouldCreate: '{client}: würde verbunden; {path} wäre neu.',
  installWouldUpdate: '{client}: würde in {path} verbunden.',
  installManualCommand: '{client}: Bitte selbst ausführen:',
  installManualSnippet: '{client}: Bitte in die MCP-Einstellungen einfügen:',
  installFailed: '{client}: {reason}',
  installPrint: '{client}, {path}:',
  brokenConfiguration:
    '{path} ist in Zeile {line} fehlerhaft ({reason}); nichts wurde geändert. Bitte berichtigen und noch einmal.',
  inlineConfiguration:
    '{path} ist so geschrieben, dass es sich nicht gefahrlos ändern lässt; nichts wurde geändert. Bitte selbst eintragen; den Eintrag zeigt: knowmind install {client} --print',
  noHttp: '{client} startet nur Befehle. --http weglassen.',
  httpNeedsToken:
    '{client} kann den Token nicht aus der Umgebung nehmen. --http weglassen; oder den Token im Klartext eintragen, mit --with-token.',
  restartClient: 'Den Client neu starten oder seine Server neu laden lassen.',
  notSignedInYet: 'Noch nicht angemeldet, also auch der Client nicht: knowmind login --token kmt_…',
  addressNotSaved:
    'Die Adresse {url} steht nur in dieser Umgebung. Für Clients, die anderswo starten: knowmind config set apiUrl {url}',
  setVariable:
    'Der Client liest KNOWMIND_TOKEN aus seiner Umgebung: dort setzen, wo der Client gestartet wird.',
  asksForToken: 'Der Client fragt beim ersten Verbinden nach dem Token und bewahrt ihn selbst auf.',
  putToken: 'Den eigenen Token an die Stelle von kmt_… setzen.',
  changedMeanwhile:
    '{path} wurde inzwischen von einem anderen Programm geändert; nichts wurde geschrieben. Bitte noch einmal.',
  tokenInProject: 'Der Token steht im Klartext in {path}. Diese Datei nicht in die Versionsverwaltung geben.',
  notOnPath: 'Der Befehl knowmind ist nicht im PATH, wo Clients ihn suchen: npm link -w packages/server',
};

/** What `install` says. */
export const installMessages = { en: english, de: german };
