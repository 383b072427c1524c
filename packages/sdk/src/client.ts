import { toForm, toStream } from './client-form.ts';
import { type Input, type OperationName, type Output, operations } from './contract/index.ts';
import type { Operation } from './contract/operation.ts';
import { type ErrorBody, KnowmindError } from './errors.ts';

export type ClientOptions = {
  /** Origin of the service, such as `http://localhost:3000`. Empty: the page's own. */
  baseUrl: string;
  /** An API token; without one the browser's session cookie is used. */
  token?: string;
  /** Sent as `User-Agent` where the platform allows it. */
  userAgent?: string;
  fetch?: typeof fetch;
};

export type CallOptions = {
  signal?: AbortSignal;
  /** Makes a write safe to repeat for 24 hours. */
  idempotencyKey?: string;
  /** Told as a file leaves: bytes of the request's body so far. Not in browsers, which cannot send a stream. */
  onSent?(bytes: number): void;
};

/** Calls one operation by name. Rejects with `KnowmindError`. */
export type Client = {
  call<K extends OperationName>(name: K, input: Input<K>, options?: CallOptions): Promise<Output<K>>;
  /** The raw response of a streamed operation, such as an export. */
  stream<K extends OperationName>(name: K, input: Input<K>, options?: CallOptions): Promise<Response>;
};

/**
 * Makes a client of a knowmind service.
 *
 * @example
 * const client = createClient({ baseUrl: 'http://localhost:3000', token });
 * const { items } = await client.call('recall', { query: 'When does the contract end?' });
 */
export function createClient(options: ClientOptions): Client {
  async function send(name: OperationName, input: Record<string, unknown>, call: CallOptions = {}) {
    const request = toRequest(name, input, options, call);
    const response = await (options.fetch ?? fetch)(request.url, request.init).catch((cause: unknown) => {
      if (call.signal?.aborted) throw cause;
      throw noAnswer(options);
    });
    if (!response.ok) throw await toError(response);
    return response;
  }
  return {
    async call(name, input, call) {
      const response = await send(name, input, call);
      if (response.status === 204) return {} as never;
      return (await response.json().catch((cause: unknown) => {
        if (call?.signal?.aborted) throw cause;
        throw cause instanceof SyntaxError ? foreignAnswer(response) : noAnswer(options);
      })) as never;
    },
    stream: (name, input, call) => send(name, input, call),
  };
}

function toRequest(
  name: OperationName,
  input: Record<string, unknown>,
  options: ClientOptions,
  call: CallOptions,
) {
  const { method, path } = operations[name];
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = String(rest.get(key));
    rest.delete(key);
    return encodeURIComponent(value);
  });
  const headers = new Headers({ accept: 'application/json' });
  if (options.token) headers.set('authorization', `Bearer ${options.token}`);
  if (options.userAgent) headers.set('user-agent', options.userAgent);
  if (call.idempotencyKey) headers.set('idempotency-key', call.idempotencyKey);
  const init: RequestInit = { method, headers, credentials: 'same-origin', signal: call.signal ?? null };
  if (method === 'GET' || method === 'DELETE') return { url: options.baseUrl + filled + toQuery(rest), init };
  const { file } = operations[name] as Operation;
  if (file !== undefined && rest.has(file)) {
    const form = toForm(rest);
    if (!call.onSent) return { url: options.baseUrl + filled, init: { ...init, body: form } };
    return { url: options.baseUrl + filled, init: { ...init, ...toStream(form, headers, call.onSent) } };
  }
  headers.set('content-type', 'application/json');
  return { url: options.baseUrl + filled, init: { ...init, body: JSON.stringify(Object.fromEntries(rest)) } };
}

function toQuery(values: Map<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [key, value] of values) {
    for (const item of Array.isArray(value) ? value : [value]) query.append(key, String(item));
  }
  return query.size === 0 ? '' : `?${query}`;
}

async function toError(response: Response): Promise<KnowmindError> {
  const body = (await response.json().catch(() => null)) as ErrorBody | { error: string } | null;
  const retryAfter = Number(response.headers.get('retry-after'));
  // Older paths have errors that are only a message.
  const plain = typeof body?.error === 'string' ? body.error : undefined;
  const error = typeof body?.error === 'object' ? body.error : undefined;
  const isOwn = error !== undefined || plain !== undefined;
  // A proxy that limits calls says when to come again, as the service does.
  if (!isOwn && response.status !== 429) return foreignAnswer(response);
  return new KnowmindError({
    code: error?.code ?? (isOwn ? 'internal' : 'rate_limited'),
    status: response.status,
    message: error?.message ?? plain ?? 'There were too many calls.',
    ...(error ? { body: error } : {}),
    retryAfter: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  });
}

function noAnswer({ baseUrl }: ClientOptions): KnowmindError {
  return new KnowmindError({
    code: 'unreachable',
    status: 0,
    message: `No answer from ${baseUrl || 'the server'}.`,
  });
}

/** What answers is not the service, or something before it that answers in its place. */
function foreignAnswer({ status }: Response): KnowmindError {
  const message = `The answer with status ${status} is not one of knowmind. Is the address right?`;
  return new KnowmindError({ code: 'unreachable', status, message });
}
