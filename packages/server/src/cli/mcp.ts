import { StringDecoder } from 'node:string_decoder';
import type { Command } from 'commander';
import { isTable } from './install-entry.ts';
import type { CliIo } from './io.ts';
import { createForward } from './mcp-forward.ts';
import { say } from './messages.ts';
import { print } from './output.ts';
import { idOf, isForNobody, isRequest, type RpcAnswer, type RpcMessage, toError } from './rpc.ts';
import { effective } from './settings.ts';

export function addMcpCommand(program: Command, io: CliIo): void {
  program
    .command('mcp')
    .description('MCP server on standard input and output, for AI clients that start it')
    .addHelpText('after', '\nExample:\n  claude mcp add --scope user knowmind -- knowmind mcp')
    .action(() => serveStdio(io));
}

/** How long an answer is still waited for when the client has ended the input. */
const graceMs = 5000;
const inputEnded = 'the input has ended';

/** Hands every message on to the configured service until the input ends. Nothing but JSON-RPC is written. */
async function serveStdio(io: CliIo): Promise<void> {
  // Settings that are broken are told at the terminal, before a client takes this for a server.
  effective(io);
  const open: Open = new Map();
  const answer = createAnswer(io, open);
  const running = new Set<Promise<void>>();
  for await (const line of readLines(io.stdin)) {
    const run = answer(line)
      .then((message) => message && print(io, JSON.stringify(message)))
      .then(() => void running.delete(run));
    running.add(run);
  }
  const timer = setTimeout(() => {
    for (const each of open.values()) each.abort(inputEnded);
  }, graceMs);
  await Promise.all(running);
  clearTimeout(timer);
}

/** Lines of JSON: a paragraph separator within a text ends none, as it would for readline. */
async function* readLines(input: AsyncIterable<Buffer | string>): AsyncIterable<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(chunk))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  if (rest.trim() !== '') yield rest;
}

type Answer = (line: string) => Promise<RpcAnswer | undefined>;

/** What is being asked, by the id of its request. */
type Open = Map<unknown, AbortController>;

function createAnswer(io: CliIo, open: Open): Answer {
  const forward = createForward(io);
  return async (line) => {
    const message = parse(line);
    if (!message) return toError(null, -32700, say(io, 'noMessage'));
    if (message.method === 'notifications/cancelled' && isTable(message.params))
      open.get(message.params.requestId)?.abort();
    // They ask for nothing, and the service keeps no session that they could change.
    if (isForNobody(message)) return undefined;
    if (!isRequest(message)) return toError(idOf(message), -32600, say(io, 'noMessage'));
    const { id, method } = message;
    if (method === 'ping') return { jsonrpc: '2.0', id, result: {} };
    const controller = new AbortController();
    open.set(id, controller);
    const { signal } = controller;
    const answer = await forward({ message, signal }).catch((error: unknown) =>
      toError(id, -32000, error instanceof Error ? error.message : String(error)),
    );
    // A client may use an id again before it has its answer.
    if (open.get(id) === controller) open.delete(id);
    // Who has called a request off waits for no answer.
    return signal.aborted && signal.reason !== inputEnded ? undefined : answer;
  };
}

function parse(line: string): RpcMessage | undefined {
  try {
    // A byte order mark goes ahead of what some shells write into a pipe.
    const message: unknown = JSON.parse(line.replace(/^\uFEFF/, ''));
    return isTable(message) ? message : undefined;
  } catch {
    return undefined;
  }
}
