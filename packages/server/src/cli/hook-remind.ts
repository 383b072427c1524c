import type { HookEvent } from './hook.ts';
import { isRuling, isShipping } from './hook-signs.ts';
import { type Round, readLastRound } from './hook-transcript.ts';
import type { CliIo } from './io.ts';
import { effective } from './settings.ts';

const healthMs = 1000;

const decided =
  /\b(?:we(?:'ve| have)? decided|decision|let'?s (?:go with|use)|we(?:'ll| will) (?:go with|use)|wir (?:nehmen|verwenden|bleiben bei)|haben (?:uns )?entschieden|entscheidung)\b/i;
const rulesFile = /(?:CLAUDE|AGENTS|GEMINI)\.md$|\.mdc$/;
const storing = /knowmind[._]+(?:knowmind[._])?(?:store|upload|update|supersede|upsert|link)/;
const storingLine = /\bknowmind(?:\.js)?\s+(?:store|supersede|upload|sync|import|entity|link)\b/;

const what = {
  shipped: 'a commit or a deployment',
  ruled: 'a new rule',
  decided: 'a decision',
};

/** Asks once, after a round that held something worth keeping of which nothing was stored. */
export async function remindAtStop(
  io: CliIo,
  { stop_hook_active, transcript_path }: HookEvent,
  signal: AbortSignal,
): Promise<string | undefined> {
  // True while the client goes on because of this very question.
  if (stop_hook_active !== false || typeof transcript_path !== 'string') return undefined;
  const round = readLastRound(transcript_path);
  const found = round && !isStored(round) ? findWorth(round) : undefined;
  if (found === undefined || !(await isReachable(io, signal))) return undefined;
  const reason =
    `This round held ${what[found]}, and nothing of it was stored. If it is worth keeping beyond this conversation, store it now ` +
    'with knowmind_store_memory, one fact a call, with names and reasons (or knowmind_update_fact where a fact has changed), and never a ' +
    'secret. If not, say nothing about it and end.';
  return JSON.stringify({ decision: 'block', reason });
}

function isStored({ tools }: Round): boolean {
  return tools.some(
    ({ name, command, hasFailed }) => !hasFailed && (storing.test(name) || storingLine.test(command)),
  );
}

function findWorth({ prompt, said, tools }: Round): keyof typeof what | undefined {
  if (tools.some(({ command }) => isShipping(command))) return 'shipped';
  if (isRuling(prompt) || tools.some(({ name, path }) => name !== 'Read' && rulesFile.test(path)))
    return 'ruled';
  return decided.test(prompt) || decided.test(said) ? 'decided' : undefined;
}

/** Nobody is asked to store where nothing can be stored. */
async function isReachable(io: CliIo, signal: AbortSignal): Promise<boolean> {
  const { apiUrl, token } = effective(io);
  if (!token) return false;
  const headers = { authorization: `Bearer ${token}`, 'user-agent': `knowmind-hook/${io.version}` };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(healthMs)]);
  const answer = await fetch(`${apiUrl}/api/health`, { headers, signal: limit });
  await answer.body?.cancel();
  return answer.ok;
}
