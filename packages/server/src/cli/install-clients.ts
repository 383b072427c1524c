import { dirname, join } from 'node:path';
import type { CliIo } from './io.ts';

/** One server, as it stands in a client's configuration. */
export type Entry = Record<string, unknown>;

/** Where a client keeps its configuration, and the form it has there. */
export type Client = {
  id: string;
  name: string;
  form: 'json' | 'toml';
  /** The key under which the servers stand. */
  root: string;
  /** The file of the person; without one the step is printed, to be taken by hand. */
  personal?: (io: CliIo) => string;
  /** The file of a project, from its folder. */
  project?: string;
  /** A folder that shows that the client is in use, where that is not the folder of its file. */
  sign?: string;
  /** How its configuration names the token without holding it; absent where it cannot. */
  reference?: string;
  /** A value that the client asks the person for, and which `reference` names. */
  input?: Entry & { id: string };
  command?: Entry;
  /** An entry that calls the service itself; absent where the client starts commands only. */
  http?: (url: string, authorization: string) => Entry;
  /** For a client that names a variable, not a header. */
  httpByReference?: (url: string) => Entry;
};

/** What keeps the token out of the configuration: the command reads `~/.knowmind/config.json`. */
const byCommand = { command: 'knowmind', args: ['mcp'] };
const withHeaders = (key: string) => (url: string, Authorization: string) => ({
  [key]: url,
  headers: { Authorization },
});
const typed = (url: string, Authorization: string) => ({ type: 'http', url, headers: { Authorization } });

export const clients: Client[] = [
  {
    id: 'claude-code',
    name: 'Claude Code',
    form: 'json',
    root: 'mcpServers',
    project: '.mcp.json',
    sign: '.claude',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the client fills it in
    reference: '${KNOWMIND_TOKEN}',
    http: typed,
  },
  {
    id: 'claude-desktop',
    name: 'Claude Desktop',
    form: 'json',
    root: 'mcpServers',
    personal: (io) => join(applicationData(io), 'Claude', 'claude_desktop_config.json'),
  },
  {
    id: 'cursor',
    name: 'Cursor',
    form: 'json',
    root: 'mcpServers',
    personal: ({ homeDir }) => join(homeDir, '.cursor', 'mcp.json'),
    project: '.cursor/mcp.json',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the client fills it in
    reference: '${env:KNOWMIND_TOKEN}',
    http: withHeaders('url'),
  },
  {
    id: 'vscode',
    name: 'VS Code',
    form: 'json',
    root: 'servers',
    personal: (io) => join(applicationData(io), 'Code', 'User', 'mcp.json'),
    project: '.vscode/mcp.json',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the client fills it in
    reference: '${input:knowmind-token}',
    input: { type: 'promptString', id: 'knowmind-token', description: 'knowmind API token', password: true },
    command: { type: 'stdio', ...byCommand },
    http: typed,
  },
  {
    id: 'windsurf',
    name: 'Windsurf',
    form: 'json',
    root: 'mcpServers',
    personal: ({ homeDir }) => join(homeDir, '.codeium', 'windsurf', 'mcp_config.json'),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the client fills it in
    reference: '${env:KNOWMIND_TOKEN}',
    http: withHeaders('serverUrl'),
  },
  {
    id: 'zed',
    name: 'Zed',
    form: 'json',
    root: 'context_servers',
    personal: ({ homeDir }) => join(homeDir, '.config', 'zed', 'settings.json'),
    project: '.zed/settings.json',
    http: withHeaders('url'),
  },
  {
    id: 'antigravity',
    name: 'Antigravity',
    form: 'json',
    root: 'mcpServers',
    personal: ({ homeDir }) => join(homeDir, '.gemini', 'config', 'mcp_config.json'),
    http: withHeaders('serverUrl'),
  },
  {
    id: 'gemini',
    name: 'Gemini CLI',
    form: 'json',
    root: 'mcpServers',
    personal: ({ homeDir }) => join(homeDir, '.gemini', 'settings.json'),
    project: '.gemini/settings.json',
    reference: '$KNOWMIND_TOKEN',
    http: withHeaders('httpUrl'),
  },
  {
    id: 'codex',
    name: 'Codex CLI',
    form: 'toml',
    root: 'mcp_servers',
    personal: ({ homeDir }) => join(homeDir, '.codex', 'config.toml'),
    reference: 'KNOWMIND_TOKEN',
    http: (url, Authorization) => ({ url, http_headers: { Authorization } }),
    httpByReference: (url) => ({ url, bearer_token_env_var: 'KNOWMIND_TOKEN' }),
  },
  { id: 'jetbrains', name: 'JetBrains', form: 'json', root: 'mcpServers', http: withHeaders('url') },
];

function applicationData({ platform, homeDir, env }: CliIo): string {
  if (platform === 'darwin') return join(homeDir, 'Library', 'Application Support');
  if (platform === 'win32') return env.APPDATA || join(homeDir, 'AppData', 'Roaming');
  return join(homeDir, '.config');
}

/** The file to change; undefined where the client has none of that kind. */
export function configurationPath(io: CliIo, client: Client, project: boolean): string | undefined {
  if (!project) return client.personal?.(io);
  return client.project === undefined ? undefined : join(io.cwd, client.project);
}

/** The folder that is there when the client is in use; undefined where none tells. */
export function signOf(io: CliIo, client: Client, project: boolean): string | undefined {
  if (client.sign) return join(project ? io.cwd : io.homeDir, client.sign);
  const path = configurationPath(io, client, project);
  return path === undefined ? undefined : dirname(path);
}

/** What the client is given: by command, or by HTTP; with `token` in clear, else by reference. */
export function toEntry(
  client: Client,
  { url, token }: { url: string | undefined; token: string | undefined },
): Entry | undefined {
  if (url === undefined)
    return { ...(client.command ?? byCommand), ...(token ? { env: { KNOWMIND_TOKEN: token } } : {}) };
  if (token === undefined && client.httpByReference) return client.httpByReference(url);
  return client.http?.(url, `Bearer ${token ?? client.reference ?? 'kmt_…'}`);
}
