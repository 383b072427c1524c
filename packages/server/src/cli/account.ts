import type { Command } from 'commander';
import { CliError, type CliIo } from './io.ts';
import { say } from './messages.ts';
import { print, printJson, printTable } from './output.ts';
import { askSecret } from './prompt.ts';
import { openSession } from './session.ts';
import {
  assertAddress,
  effective,
  readSettings,
  type Settings,
  settingsPath,
  sources,
  toOrigin,
  withoutLogin,
  writeSettings,
} from './settings.ts';

type Common = { json?: boolean };
const form = /^kmt_[A-Za-z0-9_-]{48}$/;

export function addAccountCommands(program: Command, io: CliIo): void {
  program
    .command('login')
    .description('verify a token and keep it in ~/.knowmind/config.json')
    .option('--token <token>', 'the token; asked for when missing')
    .option('--api-url <url>', 'address of the service')
    .addHelpText('after', '\nExample:\n  knowmind login --token kmt_… --api-url http://localhost:3000')
    .action((_, command: Command) => login(io, command.optsWithGlobals()));
  program
    .command('logout')
    .description('forget the token')
    .addHelpText('after', '\nExample:\n  knowmind logout')
    .action(() => {
      const { token: _, ...rest } = readSettings(io);
      writeSettings(io, rest);
      print(io, say(io, 'signedOut'));
      if (io.env.KNOWMIND_TOKEN) io.stderr.write(`${say(io, 'tokenStillSet')}\n`);
    });
  program
    .command('whoami')
    .description('whose token this is')
    .addHelpText('after', '\nExample:\n  knowmind whoami')
    .action((_, command: Command) => whoami(io, command.optsWithGlobals()));
  program
    .command('health')
    .description('whether the service is up and the token works')
    .addHelpText('after', '\nExample:\n  knowmind health --json')
    .action((_, command: Command) => health(io, command.optsWithGlobals()));
  addConfig(program, io);
}

async function login(io: CliIo, options: Common & { token?: string; apiUrl?: string }): Promise<void> {
  const token = (options.token ?? (await askSecret(io))).trim();
  if (!form.test(token)) throw new CliError(say(io, 'notWellFormed'));
  if (options.apiUrl !== undefined) assertAddress(io, options.apiUrl, '--api-url');
  const apiUrl = toOrigin(options.apiUrl ?? effective(io).apiUrl);
  const answer = await openSession(io, { token, apiUrl }).call('getHealth', {});
  if (!answer.token || !answer.workspace) throw new CliError(say(io, 'notWellFormed'));
  writeSettings(io, { ...readSettings(io), apiUrl, token });
  if (effective(io).token !== token) io.stderr.write(`${say(io, 'tokenWins')}\n`);
  if (options.json) return printJson(io, answer);
  print(io, describe(io, answer.workspace.name, answer.token));
}

function describe(io: CliIo, workspace: string, token: { name: string; scopes: string[] }): string {
  return say(io, 'signedIn', { workspace, name: token.name, scopes: token.scopes.join(', ') });
}

async function whoami(io: CliIo, options: Common): Promise<void> {
  const me = await openSession(io).call('getMe', {});
  if (options.json) return printJson(io, me);
  print(
    io,
    describe(io, me.workspace.name, { name: me.token?.name ?? me.person?.email ?? '', scopes: me.scopes }),
  );
}

async function health(io: CliIo, options: Common): Promise<void> {
  const session = openSession(io);
  const answer = await session.call('getHealth', {}, { limitMs: 5000 });
  if (options.json) return printJson(io, answer);
  print(io, `${session.apiUrl}  ${answer.status}  knowmind ${answer.version}`);
  if (answer.token && answer.workspace) print(io, describe(io, answer.workspace.name, answer.token));
}

function addConfig(program: Command, io: CliIo): void {
  const config = program.command('config').description('settings in ~/.knowmind/config.json');
  const masked = <S extends Settings>(settings: S) => ({
    ...settings,
    ...(settings.apiUrl ? { apiUrl: withoutLogin(settings.apiUrl) } : {}),
    ...(settings.token ? { token: `${settings.token.slice(0, 12)}•••••` } : {}),
  });
  const isKey = (key: string): key is keyof Settings => key === 'apiUrl' || key === 'token';
  config
    .command('path')
    .description('where the file is')
    .action(() => print(io, settingsPath(io)));
  config
    .command('list')
    .description('all settings and where each comes from; the token masked')
    .addHelpText('after', '\nExample:\n  knowmind config list')
    .action((_: unknown, command: Command) => {
      const { apiUrl, token } = masked(effective(io));
      const from = sources(io);
      if (command.optsWithGlobals<Common>().json) return printJson(io, { apiUrl, token, from });
      printTable(
        io,
        ['SETTING', 'VALUE', 'FROM'],
        [
          ['apiUrl', apiUrl, from.apiUrl],
          ['token', token ?? '–', from.token],
        ],
      );
    });
  config
    .command('get <key>')
    .description('one setting')
    .action((key: string) => {
      if (!isKey(key)) throw new CliError(say(io, 'noSetting', { key }));
      print(io, masked(readSettings(io))[key] ?? '');
    });
  config
    .command('set <key> <value>')
    .description('change apiUrl (for the token: knowmind login)')
    .action((key: string, value: string) => {
      if (!isKey(key)) throw new CliError(say(io, 'noSetting', { key }));
      if (key !== 'apiUrl') throw new CliError(say(io, 'onlyApiUrl'));
      assertAddress(io, value, key);
      writeSettings(io, { ...readSettings(io), apiUrl: value });
    });
}
