import { expect, test } from 'vitest';
import { runLine } from './command-line.ts';

const run = (argv: string[], LANG = 'de_DE.UTF-8') =>
  runLine({ app: { url: 'http://127.0.0.1:1' } }, argv, { env: { LANG } });

test.each([
  [['nonsense'], 1, 'Fehler: Unbekannter Befehl „nonsense“\n'],
  [['recal', 'x'], 1, 'Fehler: Unbekannter Befehl „recal“\n(Gemeint war recall?)\n'],
  [['recall'], 2, 'Fehler: Es fehlt das Argument „query“\n'],
  [['recall', 'x', '--zzzzzzzz'], 2, 'Fehler: Unbekannte Option --zzzzzzzz\n'],
  [['recall', 'x', '--sorce', 'y'], 2, 'Fehler: Unbekannte Option --sorce\n(Gemeint war --source?)\n'],
  [['recall', 'x', '--source'], 2, 'Fehler: Zu --source <source> fehlt der Wert\n'],
  [
    ['recall', 'x', '-k', "it's"],
    2,
    "Fehler: „it's“ ist kein gültiger Wert für -k, --k <number>. Es muss eine Zahl sein.\n",
  ],
  [
    ['recall', 'x', '--type', 'odd'],
    2,
    'Fehler: „odd“ ist kein gültiger Wert für --type <type>. Möglich sind semantic, episodic, procedural, reference.\n',
  ],
  [['stats', 'more'], 2, 'Fehler: Zu viele Argumente für „stats“: erwartet 0, bekommen 1.\n'],
  [['init', '--print', '--remove'], 2, 'Fehler: --print geht nicht zusammen mit --remove\n'],
  [['admin', 'plan', '--plan', 'pro'], 2, 'Fehler: Es fehlt die Option --workspace <id or name>\n'],
])('%j is refused in German', async (argv, code, said) => {
  const hint = said.endsWith('?)\n') ? '\n' : ' (--help zeigt, wie es geht)\n';
  expect(await run(argv)).toMatchObject({ code, out: '', err: said.replace(/\n$/, hint) });
});

test('in English, and as JSON in both languages', async () => {
  expect((await run(['recall'], 'C')).err).toBe(
    "error: missing required argument 'query' (--help shows how it is used)\n",
  );
  const german = JSON.parse((await run(['--json', 'recall', 'x', '--zzzzzzzz'])).err);
  expect(german).toEqual({ error: { code: 'usage', message: 'Unbekannte Option --zzzzzzzz' } });
  const english = JSON.parse((await run(['--json', 'recall', 'x', '--zzzzzzzz'], 'C')).err);
  expect(english).toEqual({ error: { code: 'usage', message: "unknown option '--zzzzzzzz'" } });
});
