import { availableParallelism } from 'node:os';
import { AppError } from '../../errors.ts';
import { startThread } from '../../thread.ts';
import type { SentFile } from './kind.ts';
import type { ParsedFile } from './parse.ts';
import type { Outcome, Task } from './worker.ts';

type Limits = { milliseconds: number; heapMegabytes: number; textBytes: number };

const usual: Limits = { milliseconds: 30_000, heapMegabytes: 512, textBytes: 10 * 1024 * 1024 };
/** Requests keep a core for themselves. */
const atOnce = Math.max(1, Math.min(4, availableParallelism() - 1));
const mostWaiting = 16;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Reads a file in a thread of its own, with limits of time and memory. Throws `AppError` that tells the sender
 * what is wrong with the file, or `unavailable` when too many wait already.
 */
export async function parseFile(file: SentFile, limits: Partial<Limits> = {}): Promise<ParsedFile> {
  await takeTurn();
  try {
    const outcome = await run(file, { ...usual, ...limits });
    if ('parsed' in outcome) return outcome.parsed;
    if ('refused' in outcome) throw toError(outcome.refused);
    throw new Error(`A file could not be read: ${outcome.failed}`);
  } finally {
    passTurn();
  }
}

async function takeTurn(): Promise<void> {
  if (running < atOnce) {
    running += 1;
    return;
  }
  if (waiting.length >= mostWaiting)
    throw new AppError('unavailable', 'Too many files are being read. Try again in a moment.', {
      headers: { 'Retry-After': '5' },
    });
  await new Promise<void>((resolve) => waiting.push(resolve));
}

/** Whoever waits longest gets the turn itself, so that nobody slips in between. */
function passTurn(): void {
  const next = waiting.shift();
  if (next) next();
  else running -= 1;
}

function run(file: SentFile, limits: Limits): Promise<Outcome> {
  const task: Task = { file, mostText: limits.textBytes };
  const worker = startThread(new URL('./worker', import.meta.url), task, {
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMegabytes, maxYoungGenerationSizeMb: 64 },
  });
  const outcome = new Promise<Outcome>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (error) => resolve(toOutcome(error, limits)));
    worker.once('exit', () => resolve({ failed: 'The thread ended without an answer.' }));
  });
  const refused = tooMuch(`more than ${limits.milliseconds / 1000} seconds`);
  return within(limits.milliseconds, outcome, refused).finally(() => worker.terminate());
}

function within(milliseconds: number, outcome: Promise<Outcome>, late: Outcome): Promise<Outcome> {
  let timer: NodeJS.Timeout;
  const timeout = new Promise<Outcome>((resolve) => {
    timer = setTimeout(resolve, milliseconds, late).unref();
  });
  return Promise.race([outcome, timeout]).finally(() => clearTimeout(timer));
}

function toOutcome(error: unknown, { heapMegabytes }: Limits): Outcome {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? tooMuch(`more than ${heapMegabytes} MB of memory`)
    : { failed: String(error) };
}

function tooMuch(what: string): Outcome {
  return {
    refused: {
      code: 'payload_too_large',
      message: `Reading this file takes ${what}. Split it, or save it as plain text.`,
    },
  };
}

function toError({ code, message }: Extract<Outcome, { refused: unknown }>['refused']): AppError {
  return new AppError(code, message, { details: [{ path: 'file', message }] });
}
