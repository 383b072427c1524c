import { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Origin } from '../context.ts';
import { pagePolicy } from './error-page.ts';

export type GivenRequest = {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
  origin: Origin;
};
export type TakenAnswer = { status: number; headers: [string, string][]; body: Buffer };

const origins = new WeakMap<IncomingMessage, Origin>();

/** Where a request that is being answered came from. */
export function originOf(request: IncomingMessage): Origin | undefined {
  return origins.get(request);
}

const refusals = new WeakMap<IncomingMessage, unknown>();

/** Says from inside a handler that the request is refused with this error, whatever the handler makes of it. */
export function refuse(request: IncomingMessage, error: unknown): void {
  refusals.set(request, error);
}

/** Lets a handler for Node's own requests and responses answer a request that was read already. */
export async function exchange(
  handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  socket: Socket,
  { method, url, headers, body, origin }: GivenRequest,
): Promise<TakenAnswer> {
  const request = new IncomingMessage(socket);
  // Complete: an unfinished request would take its connection with it.
  Object.assign(request, { method, url, headers, complete: true });
  origins.set(request, origin);
  request.push(body);
  request.push(null);
  const response = new KeptResponse(request);
  response.setHeader('Content-Security-Policy', pagePolicy);
  await handler(request, response);
  if (refusals.has(request)) throw refusals.get(request);
  return response.take();
}

/** Keeps what is written instead of sending it. */
class KeptResponse extends ServerResponse {
  readonly #chunks: Buffer[] = [];

  override write(chunk: unknown): boolean {
    this.#keep(chunk);
    return true;
  }

  override end(chunk?: unknown): this {
    this.#keep(chunk);
    this.finished = true;
    this.emit('finish');
    return this;
  }

  take(): TakenAnswer {
    const headers = Object.entries(this.getHeaders()).flatMap(([name, value]) =>
      [value ?? []].flat().map((each): [string, string] => [name, String(each)]),
    );
    return { status: this.statusCode, headers, body: Buffer.concat(this.#chunks) };
  }

  #keep(chunk: unknown): void {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) this.#chunks.push(Buffer.from(chunk));
  }
}
