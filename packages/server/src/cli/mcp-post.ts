import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { CliIo } from './io.ts';
import { say } from './messages.ts';
import type { RpcRequest } from './rpc.ts';

/**
 * A client shows nothing while it waits: all that is done for one request, waiting included, ends after this. The
 * service counts calls by the minute, so that the longest wait for a 429 is one.
 */
const mostMs = 70_000;
/** What a client needs before it shows anything at all, and what the service has at hand. */
const quickMs = 10_000;
const quick = new Set(['initialize', 'server/discover', 'tools/list', 'prompts/list']);
const jitterMs = 500;

export type Request = { message: RpcRequest; signal: AbortSignal };
type Target = { url: string; headers: Headers };
type Received = { status: number; text: string; retryAfter: number };
/** Why there is no answer: no connection, nothing came in that time, or it was called off. */
export type Missing = 'connection' | 'called off' | { seconds: number };
type Reply = Received | { missing: Missing };

/** Sends a request and reads its answer. A 429 is waited for, visibly, where the time is enough. */
export async function post(io: CliIo, request: Request, target: Target): Promise<Reply> {
  const end = performance.now() + mostMs;
  const quickest = quick.has(request.message.method) ? quickMs : mostMs;
  for (;;) {
    const reply = await send(request, target, Math.min(quickest, end - performance.now()));
    if ('missing' in reply || reply.status !== 429) return reply;
    const pause = reply.retryAfter * 1000 + randomInt(0, jitterMs);
    if (performance.now() + pause >= end) return reply;
    io.stderr.write(`${say(io, 'waiting', { seconds: reply.retryAfter })}\n`);
    await wait(pause, undefined, { signal: request.signal }).catch(() => undefined);
    if (request.signal.aborted) return reply;
  }
}

async function send({ message, signal }: Request, { url, headers }: Target, limit: number): Promise<Reply> {
  const begin = performance.now();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), limit);
  const within = AbortSignal.any([signal, late.signal]);
  try {
    const body = JSON.stringify(message);
    const response = await fetch(url, { method: 'POST', headers, body, signal: within });
    const retryAfter = Number(response.headers.get('retry-after')) || 1;
    return { status: response.status, text: await response.text(), retryAfter };
  } catch {
    if (signal.aborted) return { missing: 'called off' };
    const seconds = Math.round((performance.now() - begin) / 1000);
    return { missing: late.signal.aborted ? { seconds } : 'connection' };
  } finally {
    clearTimeout(timer);
  }
}
