import { type Operation, type OperationName, operationNames, operations } from '@knowmind/sdk';
import type { Context as HonoContext } from 'hono';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { readForm, toFields } from './form.ts';
import type { Env } from './origin.ts';

type Kind = 'number' | 'boolean' | 'array' | 'text';
const defaultMaxBody = 1024 * 1024;

/** What each query parameter is, so that `?limit=5` reaches the contract as a number. */
const kinds = new Map<OperationName, Map<string, Kind>>(
  operationNames.map((name) => [
    name,
    new Map(Object.entries(operations[name].input.shape).map(([key, part]) => [key, kindOf(part)])),
  ]),
);

function kindOf(part: z.ZodType): Kind {
  const schema = z.toJSONSchema(part, { io: 'input', unrepresentable: 'any' });
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  return schema.type === 'boolean' || schema.type === 'array' ? schema.type : 'text';
}

/** Gathers path, query and body of a request into the operation's input, unchecked. */
export async function readInput(c: HonoContext<Env>, name: OperationName): Promise<Record<string, unknown>> {
  const operation: Operation = operations[name];
  const path = c.req.param();
  if (operation.method === 'GET') return { ...readQuery(c, name), ...path };
  // Some clients send what to delete as a body, as the old graph path was used.
  if (operation.method === 'DELETE')
    return { ...readQuery(c, name), ...(await readBody(c, operation)), ...path };
  assertNoQuery(c);
  const { file } = operation;
  const body = await (file !== undefined && isForm(c) ? readFields(c, name, file) : readBody(c, operation));
  return { ...body, ...path };
}

function readQuery(c: HonoContext<Env>, name: OperationName): Record<string, unknown> {
  if (!c.req.url.includes('?')) return {};
  const queries = Object.entries(c.req.queries());
  return Object.fromEntries(
    queries.map(([key, values]) => [key, convert(values, kinds.get(name)?.get(key) ?? 'text')]),
  );
}

/** A field in the wrong place would be left out without a word. */
function assertNoQuery(c: HonoContext): void {
  const [key] = c.req.url.includes('?') ? Object.keys(c.req.queries()) : [];
  if (key === undefined) return;
  const message = 'It stands in the address; this call takes its fields in the body.';
  throw new AppError('invalid_request', `The request is not valid. ${key}: ${message}`, {
    details: [{ path: key, message }],
  });
}

function convert(values: string[], kind: Kind): unknown {
  const [first = ''] = values;
  if (kind === 'array') return values;
  if (kind === 'number') return first.trim() === '' ? first : Number(first);
  if (kind === 'boolean') return first === 'true' ? true : first === 'false' ? false : first;
  return first;
}

function isForm(c: HonoContext): boolean {
  return mediaType(c) === 'multipart/form-data';
}

async function readFields(c: HonoContext<Env>, name: OperationName, file: string): Promise<object> {
  const { maxBody = defaultMaxBody }: Operation = operations[name];
  const form = await readForm(await readBytes(c, maxBody), c.req.header('content-type') ?? '');
  const isJson = (key: string) => key !== file && (kinds.get(name)?.get(key) ?? 'text') !== 'text';
  return toFields(form, { file, isJson });
}

async function readBody(c: HonoContext<Env>, operation: Operation): Promise<object> {
  const text = (await readBytes(c, operation.maxBody ?? defaultMaxBody)).toString('utf8');
  if (operation.textBody) return { [operation.textBody]: text };
  if (text.trim() === '') return {};
  if (mediaType(c) !== 'application/json') {
    const orForm = operation.file === undefined ? '' : ', or a file as multipart/form-data';
    throw new AppError('unsupported_media_type', `Send JSON with "Content-Type: application/json"${orForm}.`);
  }
  const body = parse(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AppError('invalid_request', 'The body has to be a JSON object.');
  }
  return body;
}

/** What the body claims to be, without its parameters. */
export function mediaType(c: HonoContext): string | undefined {
  return c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
}

/** The body, up to so many bytes. */
export async function readBytes(c: HonoContext<Env>, most: number): Promise<Buffer> {
  const tooLarge = () => new AppError('payload_too_large', `The body is larger than ${toSize(most)}.`);
  if (Number(c.req.header('content-length') ?? 0) > most) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of chunksOf(c)) {
      size += chunk.byteLength;
      if (size > most) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    // Nobody is there to read the answer, and nothing went wrong here.
    if (isCutOff(error)) throw new AppError('invalid_request', 'The connection ended before the body did.');
    throw error;
  }
  return Buffer.concat(chunks);
}

function isCutOff(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
}

/** Node's own stream: the request of the platform and its stream cost more than most calls do. */
function chunksOf({ env }: HonoContext<Env>): AsyncIterable<Uint8Array> {
  // What is too large is refused, and the connection still carries the answer.
  return env.incoming.iterator({ destroyOnReturn: false });
}

function toSize(bytes: number): string {
  const kilobytes = Math.floor(bytes / 1024);
  return kilobytes < 1024 ? `${kilobytes} KB` : `${Math.floor(kilobytes / 1024)} MB`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('invalid_request', 'The body is not valid JSON.');
  }
}
