import { dirname, join } from 'node:path';
import { type AiClient, aiClients } from '@knowmind/sdk';
import { distance } from 'fastest-levenshtein';
import { CliError, type CliIo } from './io.ts';
import { say } from './messages.ts';

/** The folder of Claude Code, which its own variable moves. */
export function claudeFolder({ homeDir, env }: CliIo): string {
  return env.CLAUDE_CONFIG_DIR || join(homeDir, '.claude');
}

/** The folder of Codex CLI, which its own variable moves. */
export function codexFolder({ homeDir, env }: CliIo): string {
  return env.CODEX_HOME || join(homeDir, '.codex');
}

function applicationData({ platform, homeDir, env }: CliIo): string {
  if (platform === 'darwin') return join(homeDir, 'Library', 'Application Support');
  if (platform === 'win32') return env.APPDATA || join(homeDir, 'AppData', 'Roaming');
  return env.XDG_CONFIG_HOME || join(homeDir, '.config');
}

/** Where the paths of a client's personal files begin. */
const folders: Record<NonNullable<AiClient['personal']>['within'], (io: CliIo) => string> = {
  home: ({ homeDir }) => homeDir,
  applicationData,
  // On macOS, too, some keep to the folder that Linux has.
  configuration: (io) => (io.platform === 'darwin' ? join(io.homeDir, '.config') : applicationData(io)),
  codex: codexFolder,
};

/** The file to change; undefined where the client has none of that kind. */
export function configurationPath(io: CliIo, client: AiClient, project: boolean): string | undefined {
  if (!project && client.personal) return join(folders[client.personal.within](io), client.personal.path);
  return !project || client.project === undefined ? undefined : join(io.cwd, client.project);
}

/** The folder that is there when the client is in use; undefined where none tells. */
export function signOf(io: CliIo, client: AiClient, project: boolean): string | undefined {
  if (client.id === 'claude-code' && !project) return claudeFolder(io);
  if (client.sign) return join(project ? io.cwd : io.homeDir, client.sign);
  const path = configurationPath(io, client, project);
  return path === undefined ? undefined : dirname(path);
}

/** Names the clients that were likely meant, or all. */
export function unknownClient(io: CliIo, given: string): CliError {
  const name = given.slice(0, 60);
  const ids = aiClients.map(({ id }) => id);
  const like = ids.filter((id) => distance(id, name.toLowerCase()) <= 2 || id.startsWith(name.toLowerCase()));
  const text =
    like.length > 0
      ? say(io, 'unknownClientLike', { name, choices: like.join(', ') })
      : say(io, 'unknownClient', { name, known: ids.join(', ') });
  return new CliError(text, 'not_found');
}
