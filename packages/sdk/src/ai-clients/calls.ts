/** The programs of the Connect page: those that `knowmind install` knows are there by the same id. */
export const callerIds = [
  'claude-ai',
  'chatgpt',
  'claude-code',
  'claude-desktop',
  'cursor',
  'vscode',
  'windsurf',
  'zed',
  'antigravity',
  'jetbrains',
  'gemini',
  'codex',
  'own',
] as const;
export type CallerId = (typeof callerIds)[number];

/** What a program's name has in it; the first that fits counts, for editors name more than themselves. */
const signs: readonly [CallerId, RegExp][] = [
  ['claude-code', /claude[-_ ]?code/i],
  ['cursor', /cursor/i],
  ['windsurf', /windsurf|codeium/i],
  ['vscode', /visual studio code|vs ?code|\bcode\/\d/i],
  ['zed', /\bzed\b/i],
  ['antigravity', /antigravity/i],
  ['jetbrains', /jetbrains|intellij/i],
  ['gemini', /gemini[-_ ]?cli/i],
  ['codex', /codex/i],
  ['chatgpt', /openai|chatgpt/i],
];
const claude = /\bclaude\b/i;
const command = /^knowmind-mcp\//i;

/**
 * Which program a `User-Agent` names, as the audit log keeps it. The command `knowmind mcp` puts the program that
 * started it in brackets. Claude Desktop and Claude.ai bear one name: only the former starts commands. `own` is any
 * other program; undefined where none can be told.
 *
 * @example toCaller('knowmind-mcp/0.1.0 (cursor-vscode)') // 'cursor'
 */
export function toCaller(userAgent: string | null): CallerId | undefined {
  if (!userAgent) return undefined;
  const found = signs.find(([, sign]) => sign.test(userAgent));
  if (found) return found[0];
  const isCommand = command.test(userAgent);
  if (claude.test(userAgent)) return isCommand ? 'claude-desktop' : 'claude-ai';
  return isCommand || /^(knowmind-cli\/|mozilla\/)/i.test(userAgent) ? undefined : 'own';
}
