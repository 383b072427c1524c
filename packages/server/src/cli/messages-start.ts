/** What keeps a server from starting, or the operator's command from being done, and the same in German. */
const german: readonly [said: RegExp, german: string][] = [
  [
    /^The scopes have to be some of (.+), such as (--scopes .+)\.$/,
    'Die Rechte müssen aus $1 gewählt sein, etwa $2.',
  ],
  [/^"(.*)" is no e-mail address \(--email\)\.$/s, '„$1“ ist keine E-Mail-Adresse (--email).'],
  [/^The workspace needs a name \(--workspace\)\.$/, 'Der Arbeitsbereich braucht einen Namen (--workspace).'],
  [
    /^This server has an owner already\. Sign in, and create tokens there\.$/,
    'Dieser Server hat schon einen Besitzer. Bitte anmelden und die Tokens dort erstellen.',
  ],
  [/^There is no plan "(.*)"\. The plans are (.+)\.$/s, 'Es gibt keinen Plan „$1“. Es gibt $2.'],
  [
    /^--active-tokens has to be a whole number above 0\.$/,
    '--active-tokens muss eine ganze Zahl über 0 sein.',
  ],
  [
    /^The folder (.+) holds no database of knowmind, and nothing was made there\. .+$/s,
    'Der Ordner $1 enthält keine Datenbank von knowmind, und nichts wurde dort angelegt. Den Ordner des Servers mit --data-dir angeben oder DATABASE_URL setzen.',
  ],
  [/^There is no workspace "(.*)"\.$/s, 'Es gibt keinen Arbeitsbereich „$1“.'],
  [
    /^Several workspaces are called "(.*)"\. Give the id\.$/s,
    'Mehrere Arbeitsbereiche heißen „$1“. Bitte die Id angeben.',
  ],
  [
    /^The data folder (.+) is in use by process (\d+)\. .+$/s,
    'Der Datenordner $1 wird von Prozess $2 benutzt. Diesen erst beenden oder mit --data-dir einen anderen wählen.',
  ],
  [
    /^The data folder (.+) is in use by another process\. .+$/s,
    'Der Datenordner $1 wird von einem anderen Prozess benutzt. Diesen erst beenden oder mit --data-dir einen anderen wählen.',
  ],
  [
    /^The data folder (.+) cannot be used \(a file is in its place\)\. .+$/s,
    'Der Datenordner $1 lässt sich nicht benutzen (an seiner Stelle liegt eine Datei). Mit --data-dir oder KNOWMIND_DATA_DIR einen anderen wählen.',
  ],
  [
    /^The data folder (.+) cannot be used \((.+)\)\. .+$/s,
    'Der Datenordner $1 lässt sich nicht benutzen ($2). Mit --data-dir oder KNOWMIND_DATA_DIR einen anderen wählen.',
  ],
  [/^Port (\d+) is in use\. .+$/, 'Port $1 ist belegt. Mit --port oder KNOWMIND_PORT einen anderen wählen.'],
  [/^Port (\d+) may not be used .+$/, 'Port $1 darf dieser Benutzer nicht öffnen. Einen über 1023 wählen.'],
  [
    /^(.+) is no address of this machine \(KNOWMIND_HOST\)\.$/s,
    '$1 ist keine Adresse dieses Rechners (KNOWMIND_HOST).',
  ],
  [
    /^The database at (\S+) cannot be reached \((.+)\)\. .+$/s,
    'Die Datenbank unter $1 ist nicht erreichbar ($2). Stimmt DATABASE_URL, und läuft ihr Server?',
  ],
  [
    /^The database was made by a newer knowmind\. .+$/,
    'Die Datenbank stammt von einem neueren knowmind. Diese Version starten oder eine andere Datenbank nehmen.',
  ],
  [
    /^KNOWMIND_EMBEDDING_PROVIDER=onnx needs a library that is not installed\. Install it with: (.+)$/,
    'KNOWMIND_EMBEDDING_PROVIDER=onnx braucht eine Bibliothek, die nicht installiert ist. Installieren mit: $1',
  ],
];

/** What a value of the configuration has to be. */
const expected: readonly [said: RegExp, german: string][] = [
  [/^true or false$/, 'true oder false'],
  [/^an address such as (.+)$/, 'eine Adresse wie $1'],
  [/^a port, 0 to 65535$/, 'ein Port, 0 bis 65535'],
  [/^a whole number, 1 to 4000$/, 'eine ganze Zahl, 1 bis 4000'],
  [/^a whole number, 0 for no limit$/, 'eine ganze Zahl, 0 für keine Grenze'],
  [/^milliseconds, 1 to 60000$/, 'eine Zahl von Millisekunden, 1 bis 60000'],
  [/^a number from 0 to 1$/, 'eine Zahl von 0 bis 1'],
  [/^one of (.+)$/, 'einer der Werte $1'],
  [/^without spaces, in plain ASCII$/, 'ein Wert ohne Leerzeichen, nur aus ASCII-Zeichen'],
  [/^a comma-separated list of CIDRs such as (.+)$/, 'eine Liste von CIDRs mit Kommas, etwa $1'],
  [
    /^a comma-separated list of hosts, schemes such as cursor:\/\/, loopback and \*$/,
    'eine Liste mit Kommas aus Hosts, Schemata wie cursor://, loopback und *',
  ],
  [/^a scrypt hash .+$/, 'ein scrypt-Hash, wie ihn docs/operations.md erzeugt: salt:key in base64url'],
  [/^at least (\d+) characters$/, 'ein Text von mindestens $1 Zeichen'],
  [/^at most (\d+) characters$/, 'ein Text von höchstens $1 Zeichen'],
  [/^an e-mail address$/, 'eine E-Mail-Adresse'],
  [/^the id of a workspace$/, 'die Id eines Arbeitsbereichs'],
  [/^set together with (.+), or none of them$/, 'ein Wert, wenn auch $1 gesetzt sind, sonst keiner'],
  [/^the name of a model when (\S+) is openai$/, 'der Name eines Modells, wenn $1 openai ist'],
  [/^the name of a model when (\S+) is set$/, 'der Name eines Modells, wenn $1 gesetzt ist'],
];
const wrongConfiguration = 'The configuration is wrong. ';

/** The same in German; what is not known here stays as it is. */
export function toGermanStart(text: string): string {
  if (!text.startsWith(wrongConfiguration)) return translate(german, text);
  const problems = text.slice(wrongConfiguration.length).split('; ');
  return `Die Konfiguration stimmt nicht. ${problems.map(toGermanProblem).join('; ')}`;
}

function toGermanProblem(problem: string): string {
  const [, name, value] = /^(\S+) has to be (.+)$/s.exec(problem) ?? [];
  return name && value ? `${name}: erwartet ist ${translate(expected, value)}` : problem;
}

function translate(table: readonly [RegExp, string][], text: string): string {
  const [pattern, replacement] = table.find(([said]) => said.test(text)) ?? [];
  return pattern && replacement ? text.replace(pattern, replacement) : text;
}
