/** What commander says of a command line it cannot read, and the same in German. Names and values stay as they are. */
const german: readonly [said: RegExp, german: string][] = [
  [/^error: missing required argument '(.+)'/, 'Fehler: Es fehlt das Argument „$1“'],
  [/^error: option '(.+)' argument missing/, 'Fehler: Zu $1 fehlt der Wert'],
  [/^error: required option '(.+)' not specified/, 'Fehler: Es fehlt die Option $1'],
  [/^error: unknown option '(.+?)'/, 'Fehler: Unbekannte Option $1'],
  [/^error: unknown command '(.+?)'/, 'Fehler: Unbekannter Befehl „$1“'],
  [
    /^error: too many arguments for '(.+)'\. Expected (\d+) arguments? but got (\d+)\./,
    'Fehler: Zu viele Argumente für „$1“: erwartet $2, bekommen $3.',
  ],
  [
    /^error: too many arguments\. Expected (\d+) arguments? but got (\d+)\./,
    'Fehler: Zu viele Argumente: erwartet $1, bekommen $2.',
  ],
  [/^error: option '([^']+)' cannot be used with option '([^']+)'/, 'Fehler: $1 geht nicht zusammen mit $2'],
  [/^error: option '([^']+)' argument '(.*)' is invalid\./s, 'Fehler: „$2“ ist kein gültiger Wert für $1.'],
  [
    /^error: command-argument value '(.*)' is invalid for argument '([^']+)'\./s,
    'Fehler: „$1“ ist kein gültiger Wert für das Argument „$2“.',
  ],
  [/\(Did you mean one of (.+)\?\)$/, '(Gemeint war eines von $1?)'],
  [/\(Did you mean (.+)\?\)$/, '(Gemeint war $1?)'],
  [/ Allowed choices are (.+)\.$/, ' Möglich sind $1.'],
  [/ It has to be a number\.$/, ' Es muss eine Zahl sein.'],
];

/** The same in German; what is not known here stays as it is. */
export function toGermanUsage(text: string): string {
  return german.reduce((said, [pattern, replacement]) => said.replace(pattern, replacement), text.trimEnd());
}
