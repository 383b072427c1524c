import type { Input, Output, Scope } from '@knowmind/sdk';
import type { Command } from 'commander';
import { CliError, type CliIo, PartlyFailedError, toNumber } from './io.ts';
import { say } from './messages.ts';
import { print, printJson, printTable } from './output.ts';
import { confirm } from './prompt.ts';
import { openSession, type Session } from './session.ts';
import { toLocal, toTime } from './times.ts';

type Common = { json?: boolean };
type Token = Output<'getToken'>;
type EditOptions = Common & {
  name?: string;
  scopes?: string;
  expires?: string;
  network?: string[];
  networks: boolean;
  yes?: boolean;
};
const collect = (value: string, earlier: string[] = []) => [...earlier, value];

export function addTokenCommands(program: Command, io: CliIo): void {
  const tokens = program.command('tokens').description('API tokens of the workspace (needs the scope admin)');
  tokens
    .command('list')
    .description('all tokens')
    .addHelpText('after', '\nExample:\n  knowmind tokens list --json')
    .action((_: unknown, command: Command) => list(io, command.optsWithGlobals()));
  tokens
    .command('create <name>')
    .description('a new token; shown once')
    .requiredOption('--scopes <list>', 'such as read,write')
    .option('--expires <time>', 'a date (its beginning), or a time; local without a zone')
    .option('--network <cidr>', 'where it may be used from; may be repeated', collect)
    .addHelpText(
      'after',
      '\nExample:\n  knowmind tokens create "GitHub Actions build" --scopes write --expires 2027-01-01',
    )
    .action((name: string, _: unknown, command: Command) => create(io, name, command.optsWithGlobals()));
  tokens
    .command('edit <token>')
    .description('change a token, given by id, name or prefix')
    .option('--name <name>')
    .option('--scopes <list>')
    .option('--expires <time>', 'a date (its beginning), a time, or "never"')
    .option('--network <cidr>', 'the whole new list; may be repeated', collect)
    .option('--no-networks', 'may be used from anywhere')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExample:\n  knowmind tokens edit "GitHub Actions build" --scopes read,write --expires never',
    )
    .action((which: string, _: unknown, command: Command) => edit(io, which, command.optsWithGlobals()));
  tokens
    .command('rotate <token>')
    .description('a new secret; the old one works for a while')
    .option('--grace-days <days>', '0 to 7', toNumber, 1)
    .addHelpText('after', '\nExample:\n  knowmind tokens rotate "GitHub Actions build" --grace-days 2')
    .action((which: string, _: unknown, command: Command) => rotate(io, which, command.optsWithGlobals()));
  tokens
    .command('revoke <token...>')
    .description('end tokens, at once')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExamples:\n  knowmind tokens revoke kmt_3fK9\n  knowmind tokens revoke laptop "old build" --yes',
    )
    .action((which: string[], _: unknown, command: Command) =>
      revokeAll(io, which, command.optsWithGlobals()),
    );
}

async function list(io: CliIo, options: Common): Promise<void> {
  const items = await all(openSession(io));
  if (options.json) return printJson(io, { items });
  const rows = items.map((token) => [
    token.name,
    token.prefix,
    token.scopes.join(','),
    token.state,
    toLocal(token.createdAt, 'day'),
    token.expiresAt ? toLocal(token.expiresAt, 'day') : '–',
    token.lastUsedAt ? toLocal(token.lastUsedAt, 'minute') : '–',
    token.networks.join(',') || '–',
    token.id,
  ]);
  printTable(
    io,
    ['NAME', 'PREFIX', 'SCOPES', 'STATE', 'CREATED', 'EXPIRES', 'LAST USED', 'NETWORKS', 'ID'],
    rows,
  );
}

async function all(session: Session): Promise<Token[]> {
  const items: Token[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await session.call('listTokens', { limit: 100, ...(cursor ? { cursor } : {}) });
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
}

export async function findToken(io: CliIo, session: Session, which: string): Promise<Token> {
  const items = await all(session);
  const matching = items.filter(
    (token) => token.id === which || token.name === which || startsPrefix(token, which),
  );
  const living = matching.filter(({ state }) => state !== 'revoked');
  const [found, ...others] = living.length > 0 ? living : matching;
  if (!found) throw new CliError(say(io, 'unknownToken', { name: which }), 'not_found');
  if (others.length > 0) throw new CliError(say(io, 'severalTokens', { name: which }));
  return found;
}

/** Part of a prefix is enough, where no other token begins with it. */
function startsPrefix({ prefix }: Token, which: string): boolean {
  return which.length > 'kmt_'.length && prefix.startsWith(which);
}

/** The service says which scopes there are, and which of these are none. */
function toScopes(list: string): Scope[] {
  return list
    .split(',')
    .map((scope) => scope.trim())
    .filter(Boolean) as Scope[];
}

function toExpiry(io: CliIo, time: string): string {
  return toTime(io, time, { option: '--expires', moment: 'first' });
}

async function create(
  io: CliIo,
  name: string,
  options: Common & { scopes: string; expires?: string; network?: string[] },
) {
  const input: Input<'createToken'> = {
    name,
    scopes: toScopes(options.scopes),
    networks: options.network ?? [],
    ...(options.expires ? { expiresAt: toExpiry(io, options.expires) } : {}),
  };
  showSecret(io, options, await openSession(io).call('createToken', input));
}

async function edit(io: CliIo, which: string, options: EditOptions): Promise<void> {
  if (options.network && !options.networks) throw new CliError(say(io, 'networksOrNone'));
  const session = openSession(io);
  const token = await findToken(io, session, which);
  const scopes = options.scopes === undefined ? undefined : toScopes(options.scopes);
  if (scopes && token.scopes.some((scope) => !scopes.includes(scope))) {
    await showImpact(io, session, { id: token.id, scopes: scopes.join(',') });
    if (!(await confirm(io, options.yes === true))) return print(io, say(io, 'cancelled'));
  }
  const input: Input<'updateToken'> = {
    id: token.id,
    ...(options.name ? { name: options.name } : {}),
    ...(scopes ? { scopes } : {}),
    ...(options.expires
      ? { expiresAt: options.expires === 'never' ? null : toExpiry(io, options.expires) }
      : {}),
    ...(options.network ? { networks: options.network } : {}),
    ...(options.networks ? {} : { networks: [] }),
  };
  const after = await session.call('updateToken', input);
  if (options.json) return printJson(io, after);
  print(io, `${after.name}: ${after.scopes.join(', ')}, ${after.state}`);
}

async function rotate(io: CliIo, which: string, options: Common & { graceDays: number }): Promise<void> {
  const session = openSession(io);
  const { id } = await findToken(io, session, which);
  showSecret(io, options, await session.call('rotateToken', { id, graceDays: options.graceDays }));
}

type RevokeOptions = Common & { yes?: boolean };

/** One that fails does not keep the others from being revoked. */
async function revokeAll(io: CliIo, which: string[], options: RevokeOptions): Promise<void> {
  const session = openSession(io);
  const [only, ...others] = which;
  if (only !== undefined && others.length === 0) return revoke(io, session, only, options);
  let failed = 0;
  for (const each of which) {
    try {
      await revoke(io, session, each, options);
    } catch (error) {
      failed += 1;
      io.stderr.write(`${each}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  const counts = { failed, all: which.length };
  if (failed === which.length) throw new CliError(say(io, 'partlyFailed', counts));
  if (failed > 0) throw new PartlyFailedError(say(io, 'partlyFailed', counts));
}

async function revoke(io: CliIo, session: Session, which: string, options: RevokeOptions): Promise<void> {
  const token = await findToken(io, session, which);
  await showImpact(io, session, { id: token.id });
  if (!(await confirm(io, options.yes === true))) return print(io, say(io, 'cancelled'));
  const after = await session.call('revokeToken', { id: token.id });
  if (options.json) return printJson(io, after);
  print(io, `${after.name}: ${after.state}`);
}

async function showImpact(io: CliIo, session: Session, input: Input<'getTokenImpact'>): Promise<void> {
  const { calls, refused } = await session.call('getTokenImpact', input);
  io.stderr.write(`${say(io, 'impact', { calls, refused })}\n`);
}

function showSecret(io: CliIo, options: Common, answer: Output<'createToken'>): void {
  if (options.json) {
    printJson(io, answer);
    return;
  }
  io.stderr.write(`${say(io, 'showOnce')}\n`);
  print(io, answer.token);
}
