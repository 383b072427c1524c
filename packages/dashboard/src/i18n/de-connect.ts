import type { enConnect } from './en-connect.ts';

export const deConnect: typeof enConnect = {
  connect: 'Verbinden',
  connectIntro: 'Dieses Gedächtnis antwortet KI-Clients unter einer Adresse:',
  connectChoose:
    'Wählen Sie Ihren Client und folgen Sie den Schritten; mit seinem ersten Aufruf wird sein Licht grün.',
  connectOwn: 'Ihr eigenes Programm',
  connectAdminsOnly:
    'Ob ein Client aufgerufen hat, steht im Audit-Log. Das ist für Eigentümer und Admins des Arbeitsbereichs; Lichter gibt es hier deshalb nicht.',
  connectRecorded: 'Die Lichter kommen aus dem Audit-Log. Jeder Blick hinein wird dort selbst festgehalten.',
  connectWaiting: 'wartet auf den ersten Aufruf',
  connectNoneSince: 'wartet auf einen Aufruf, keiner seit {time}',
  connectFirst: 'verbunden, erster Aufruf: {first}',
  connectBoth: 'verbunden, erster Aufruf: {first}, letzter: {last}',
  connectLast: 'verbunden, letzter Aufruf: {last}',
  connectArrived: '{name} ist verbunden.',
  connectNeedsPublic:
    '{name} ruft diesen Server aus dem Internet auf und braucht dafür eine öffentliche Adresse mit https. {address} ist keine: Stellen Sie den Server hinter einen Proxy mit TLS und setzen Sie KNOWMIND_PUBLIC_URL auf dessen Adresse.',
  connectNoOauth: '{name} meldet sich mit OAuth an. Das bietet dieser Server noch nicht.',
  connectNoTokens:
    'API-Token brauchen den Tarif Business API oder höher; Ihrer ist {plan}. Claude.ai und ChatGPT verbinden sich in jedem Tarif mit OAuth.',
  connectMakeToken:
    'Legen Sie einen API-Token mit den Rechten read und write an und halten Sie ihn in Ihrer Umgebung bereit:',
  connectToTokens: 'Zu den API-Token',
  connectLogin: 'Stellen Sie im Ordner von knowmind den Befehl bereit und melden Sie sich damit an:',
  connectRun: 'Tragen Sie knowmind in die Konfiguration von {name} ein:',
  connectRunThis: 'Führen Sie dies aus:',
  connectPasteInto:
    'Öffnen Sie Einstellungen > Tools > AI Assistant > Model Context Protocol (MCP), fügen Sie einen Server hinzu und dort dies ein:',
  connectRestart: 'Starten Sie {name} neu oder lassen Sie die Server neu laden.',
  connectAsk: 'Fragen Sie etwas, das nur Ihr Gedächtnis weiß:',
  connectQuestion: 'Sieh in meinem Gedächtnis nach: Was weißt du über dieses Projekt?',
  connectByHand: 'Von Hand, ohne den Befehl: Dies gehört in {file}',
  connectByHandRun: 'Ohne den Befehl, über HTTP:',
  connectByHandPaste: 'Ohne den Befehl, über HTTP: Fügen Sie stattdessen dies ein',
  connectSetVariable: '{name} liest KNOWMIND_TOKEN aus der Umgebung, in der es gestartet wird.',
  connectAsksToken: '{name} fragt beim ersten Verbinden nach dem Token und bewahrt ihn selbst auf.',
  connectPutToken: 'Setzen Sie Ihren Token an die Stelle von kmt_….',
  connectClaudeOpen:
    'Öffnen Sie in Claude.ai Einstellungen > Konnektoren und wählen Sie „Benutzerdefinierten Konnektor hinzufügen“.',
  connectChatgptOpen:
    'Öffnen Sie in ChatGPT Einstellungen > Apps & Konnektoren > Erweiterte Einstellungen, schalten Sie den Entwicklermodus ein und wählen Sie „Erstellen“.',
  connectAddress: 'Nennen Sie ihn knowmind und geben Sie diese Adresse an:',
  connectAddressOauth: 'Nennen Sie ihn knowmind, wählen Sie OAuth und geben Sie diese Adresse an:',
  connectAllow:
    'Verbinden Sie, melden Sie sich mit Ihrer E-Mail-Adresse an, prüfen Sie den Arbeitsbereich und stimmen Sie zu.',
  connectCurl: 'Mit curl erinnern:',
  connectTypescript: 'Dasselbe in TypeScript:',
  connectAnyProgram:
    'Das Licht gilt für jedes Programm, das sich nicht als einer der Clients weiter oben zu erkennen gibt.',
  connectCopyOf: 'Kopieren: {what}',
  connectCopyFailed:
    'Der Browser erlaubt hier kein Kopieren. Der Text ist markiert: Kopieren Sie ihn mit der Tastatur.',
};
