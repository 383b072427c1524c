import { dirname, join } from 'node:path';
import type { AiClient } from '@knowmind/sdk';
import type { CliIo } from './io.ts';

function applicationData({ platform, homeDir, env }: CliIo): string {
  if (platform === 'darwin') return join(homeDir, 'Library', 'Application Support');
  if (platform === 'win32') return env.APPDATA || join(homeDir, 'AppData', 'Roaming');
  return join(homeDir, '.config');
}

/** The file to change; undefined where the client has none of that kind. */
export function configurationPath(io: CliIo, client: AiClient, project: boolean): string | undefined {
  if (!project && client.personal)
    return join(client.personal.within === 'home' ? io.homeDir : applicationData(io), client.personal.path);
  return !project || client.project === undefined ? undefined : join(io.cwd, client.project);
}

/** The folder that is there when the client is in use; undefined where none tells. */
export function signOf(io: CliIo, client: AiClient, project: boolean): string | undefined {
  if (client.sign) return join(project ? io.cwd : io.homeDir, client.sign);
  const path = configurationPath(io, client, project);
  return path === undefined ? undefined : dirname(path);
}
