import { type AiClient, aiClients, type CallerId, toEntry, toSnippet } from '@knowmind/sdk';
import type { Messages } from '../../i18n/en.ts';
import { apiUrlFlag } from '../token-secret.tsx';

/** One thing to do: what is said, and what is copied. */
export type Step = {
  text: keyof Messages;
  values?: Record<string, string>;
  code?: string;
  /** A question to the client, in the reader's language. */
  question?: true;
  toTokens?: true;
  /** Another way to the same, shown below the numbered steps. */
  aside?: true;
};
export type Guide = { id: CallerId; name: string | null; by: 'oauth' | 'token'; steps: Step[] };

const order: CallerId[] = [
  'claude-code',
  'claude-desktop',
  'cursor',
  'vscode',
  'windsurf',
  'zed',
  'jetbrains',
  'antigravity',
  'gemini',
  'codex',
];

const question: Step = { text: 'connectAsk', question: true };
const makeToken: Step = { text: 'connectMakeToken', code: 'export KNOWMIND_TOKEN=kmt_…', toTokens: true };

/** How each client is connected to the server at this origin; no text holds a token. */
export function toGuides(origin: string): Guide[] {
  const url = `${origin}/api/mcp/v1`;
  const installed = order.flatMap((id): Guide[] => {
    const client = aiClients.find((each) => each.id === id);
    return client ? [{ id, name: client.name, by: 'token', steps: toSteps(client, url) }] : [];
  });
  return [
    byOauth('claude-ai', 'Claude.ai', 'connectClaudeOpen', { text: 'connectAddress', code: url }),
    byOauth('chatgpt', 'ChatGPT', 'connectChatgptOpen', { text: 'connectAddressOauth', code: url }),
    ...installed,
    { id: 'own', name: null, by: 'token', steps: [makeToken, ...toPrograms(url)] },
  ];
}

function byOauth(id: CallerId, name: string, open: keyof Messages, address: Step): Guide {
  return { id, name, by: 'oauth', steps: [{ text: open }, address, { text: 'connectAllow' }, question] };
}

function toSteps(client: AiClient, url: string): Step[] {
  const { name } = client;
  const login = `npm link -w packages/server\nknowmind login --token "$KNOWMIND_TOKEN"${apiUrlFlag()}`;
  return [
    makeToken,
    { text: 'connectLogin', code: login },
    toInstall(client),
    { text: 'connectRestart', values: { name } },
    question,
    ...toAsides(client, url),
  ];
}

function toInstall(client: AiClient): Step {
  const { id, name } = client;
  if (client.personal) return { text: 'connectRun', values: { name }, code: `knowmind install ${id}` };
  const code = toText(client, undefined);
  return { text: code.startsWith('{') ? 'connectPasteInto' : 'connectRunThis', code };
}

/** The way without the command, and where the token comes from then. */
function toAsides(client: AiClient, url: string): Step[] {
  const { name, http, personal } = client;
  const code = toText(client, http && url);
  const text = personal ? 'connectByHand' : code.startsWith('{') ? 'connectByHandPaste' : 'connectByHandRun';
  const way: Step = { text, values: { file: toFiles(client) }, code, aside: true };
  if (!http) return [way];
  const token = client.input
    ? 'connectAsksToken'
    : client.reference
      ? 'connectSetVariable'
      : 'connectPutToken';
  return [way, { text: token, values: { name }, aside: true }];
}

function toText(client: AiClient, url: string | undefined): string {
  const entry = toEntry(client, { url, token: undefined }) ?? {};
  const asks = url !== undefined && client.input ? { input: client.input } : {};
  return toSnippet(client, { root: client.root, entry, ...asks }, true);
}

/** Where the file is; what programs keep for a person lies elsewhere on each system. */
function toFiles({ personal }: AiClient): string {
  if (!personal) return '';
  const { path, within } = personal;
  if (within === 'home') return `~/${path}`;
  if (within === 'codex') return `~/.codex/${path}`;
  const windows = path.replaceAll('/', '\\');
  if (within === 'configuration') return `~/.config/${path} (macOS, Linux), %APPDATA%\\${windows} (Windows)`;
  return `~/Library/Application Support/${path} (macOS), %APPDATA%\\${windows} (Windows), ~/.config/${path} (Linux)`;
}

function toPrograms(url: string): Step[] {
  const message = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'knowmind_recall_memories', arguments: { query: 'contract' } },
  };
  const curl = [
    `curl ${url} \\`,
    '  -H "Authorization: Bearer $KNOWMIND_TOKEN" -H "Content-Type: application/json" \\',
    `  -d '${JSON.stringify(message)}'`,
  ];
  const typescript = [
    `const response = await fetch('${url}', {`,
    "  method: 'POST',",
    '  headers: {',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the reader's program fills it in
    '    Authorization: `Bearer ${process.env.KNOWMIND_TOKEN}`,',
    "    'Content-Type': 'application/json',",
    '  },',
    `  body: JSON.stringify(${JSON.stringify(message)}),`,
    '});',
    'const { result } = await response.json();',
    'console.log(result.content[0].text);',
  ];
  return [
    { text: 'connectCurl', code: curl.join('\n') },
    { text: 'connectTypescript', code: typescript.join('\n') },
    { text: 'connectAnyProgram', aside: true },
  ];
}
