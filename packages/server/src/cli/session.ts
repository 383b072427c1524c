import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type CallOptions,
  createClient,
  type Input,
  KnowmindError,
  type OperationName,
  type Output,
  operations,
} from '@knowmind/sdk';
import { CliError, type CliIo } from './io.ts';
import { say } from './messages.ts';
import { effective } from './settings.ts';

const mostTries = 5;
const longestWaitSeconds = 300;

type Options = Pick<CallOptions, 'onSent'> & {
  /** How long each try may take; without it, as long as the platform lets it. */
  limitMs?: number;
};

/** Calls the configured service; a 429 is waited for, visibly. */
export type Session = {
  apiUrl: string;
  call<K extends OperationName>(name: K, input: Input<K>, options?: Options): Promise<Output<K>>;
  stream<K extends OperationName>(name: K, input: Input<K>): Promise<Response>;
};

export function openSession(io: CliIo, override: { apiUrl?: string; token?: string } = {}): Session {
  const settings = effective(io);
  const apiUrl = override.apiUrl ?? settings.apiUrl;
  const token = override.token ?? settings.token;
  const client = createClient({
    baseUrl: apiUrl,
    userAgent: `knowmind-cli/${io.version}`,
    ...(token ? { token } : {}),
  });
  const assertSignedIn = (name: OperationName) => {
    if (!token && operations[name].access !== 'optional')
      throw new CliError(say(io, 'noToken'), 'unauthenticated');
  };
  return {
    apiUrl,
    call(name, input, { limitMs, ...options } = {}) {
      assertSignedIn(name);
      const key = operations[name].effect === 'write' ? { idempotencyKey: randomUUID() } : {};
      const attempt = (limit: { signal?: AbortSignal }) =>
        client.call(name, input, { ...options, ...key, ...limit });
      return patiently(io, apiUrl, () => within(io, { apiUrl, limitMs }, attempt));
    },
    stream(name, input) {
      assertSignedIn(name);
      return patiently(io, apiUrl, () => client.stream(name, input));
    },
  };
}

/** Says that the service hangs, where it does so for longer than it may. */
async function within<T>(
  io: CliIo,
  { apiUrl: url, limitMs }: { apiUrl: string; limitMs: number | undefined },
  attempt: (limit: { signal?: AbortSignal }) => Promise<T>,
): Promise<T> {
  if (limitMs === undefined) return attempt({});
  const signal = AbortSignal.timeout(limitMs);
  try {
    return await attempt({ signal });
  } catch (error) {
    if (!signal.aborted || error instanceof KnowmindError) throw error;
    throw new CliError(say(io, 'silent', { url, seconds: limitMs / 1000 }), 'unreachable');
  }
}

async function patiently<T>(io: CliIo, url: string, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof KnowmindError)) throw error;
      if (error.code === 'unreachable') throw toUnreachable(io, url, error.status);
      if (error.status !== 429 || tries === mostTries) throw error;
      const seconds = Math.min(error.retryAfter ?? 1, longestWaitSeconds);
      io.stderr.write(`${say(io, 'waiting', { seconds })}\n`);
      await wait(seconds * 1000 + randomInt(0, 500));
    }
  }
}

function toUnreachable(io: CliIo, url: string, status: number): CliError {
  const text = status > 0 ? say(io, 'notKnowmind', { url, status }) : say(io, 'unreachable', { url });
  return new CliError(text, 'unreachable');
}
