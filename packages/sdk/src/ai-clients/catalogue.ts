/** One server, as it stands in a client's configuration. */
export type ServerEntry = Record<string, unknown>;

/**
 * A path with slashes; `applicationData` is where the system keeps what programs store for a person, `configuration`
 * the same but for macOS, where it is `~/.config`; `codex` is the folder of that client.
 */
type PersonalFile = { within: 'home' | 'applicationData' | 'configuration' | 'codex'; path: string };

/** Where a client keeps its configuration, and the form it has there. */
export type AiClient = {
  id: string;
  name: string;
  form: 'json' | 'toml';
  /** The key under which the servers stand. */
  root: string;
  /** The file of the person; without one the step is printed, to be taken by hand. */
  personal?: PersonalFile;
  /** The file of a project, from its folder. */
  project?: string;
  /** A folder that shows that the client is in use, where that is not the folder of its file. */
  sign?: string;
  /** How its configuration names the token without holding it; absent where it cannot. */
  reference?: string;
  /** A value that the client asks the person for, and which `reference` names. */
  input?: ServerEntry & { id: string };
  command?: ServerEntry;
  /** An entry that calls the service itself; absent where the client starts commands only. */
  http?: (url: string, authorization: string) => ServerEntry;
  /** For a client that names a variable, not a header. */
  httpByReference?: (url: string) => ServerEntry;
};

/** What keeps the token out of the configuration: the command reads `~/.knowmind/config.json`. */
export const byCommand = { command: 'knowmind', args: ['mcp'] };
const withHeaders = (key: string) => (url: string, Authorization: string) => ({
  [key]: url,
  headers: { Authorization },
});
const typed = (url: string, Authorization: string) => ({ type: 'http', url, headers: { Authorization } });

export const aiClients: readonly AiClient[] = [
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
    personal: { within: 'applicationData', path: 'Claude/claude_desktop_config.json' },
  },
  {
    id: 'cursor',
    name: 'Cursor',
    form: 'json',
    root: 'mcpServers',
    personal: { within: 'home', path: '.cursor/mcp.json' },
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
    personal: { within: 'applicationData', path: 'Code/User/mcp.json' },
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
    personal: { within: 'home', path: '.codeium/windsurf/mcp_config.json' },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the client fills it in
    reference: '${env:KNOWMIND_TOKEN}',
    http: withHeaders('serverUrl'),
  },
  {
    id: 'zed',
    name: 'Zed',
    form: 'json',
    root: 'context_servers',
    personal: { within: 'configuration', path: 'zed/settings.json' },
    project: '.zed/settings.json',
    http: withHeaders('url'),
  },
  {
    id: 'antigravity',
    name: 'Antigravity',
    form: 'json',
    root: 'mcpServers',
    personal: { within: 'home', path: '.gemini/config/mcp_config.json' },
    http: withHeaders('serverUrl'),
  },
  {
    id: 'gemini',
    name: 'Gemini CLI',
    form: 'json',
    root: 'mcpServers',
    personal: { within: 'home', path: '.gemini/settings.json' },
    project: '.gemini/settings.json',
    reference: '$KNOWMIND_TOKEN',
    http: withHeaders('httpUrl'),
  },
  {
    id: 'codex',
    name: 'Codex CLI',
    form: 'toml',
    root: 'mcp_servers',
    personal: { within: 'codex', path: 'config.toml' },
    reference: 'KNOWMIND_TOKEN',
    http: (url, Authorization) => ({ url, http_headers: { Authorization } }),
    httpByReference: (url) => ({ url, bearer_token_env_var: 'KNOWMIND_TOKEN' }),
  },
  { id: 'jetbrains', name: 'JetBrains', form: 'json', root: 'mcpServers', http: withHeaders('url') },
];
