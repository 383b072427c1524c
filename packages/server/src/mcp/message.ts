import { documentLimits } from '@knowmind/sdk';
import { ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { Context as HonoContext } from 'hono';
import { AppError } from '../errors.ts';
import { mediaType, readBytes } from '../http/input.ts';
import type { Env } from '../http/origin.ts';

export type Message = { id?: unknown; method?: unknown; params?: unknown };

/** A message that cannot be served, with its HTTP status and JSON-RPC code. */
export class MessageError extends Error {
  readonly status: 400 | 404;
  readonly code: number;
  readonly id: unknown;

  constructor(code: number, message: string, at: { id?: unknown; status?: 400 | 404 } = {}) {
    super(message);
    this.name = 'MessageError';
    this.code = code;
    this.id = at.id ?? null;
    this.status = at.status ?? 400;
  }
}

/** Reads the one JSON-RPC message of a request. Throws `AppError` or `MessageError`. */
export async function readMessage(c: HonoContext<Env>): Promise<Message> {
  if (mediaType(c) !== 'application/json')
    throw new AppError('unsupported_media_type', 'Send JSON with "Content-Type: application/json".');
  const message = parse((await readBytes(c, documentLimits.bodyBytes)).toString('utf8'));
  if (Array.isArray(message)) {
    // A batch would count as one call.
    throw new MessageError(ProtocolErrorCode.InvalidRequest, 'Send one message a request, not a batch.');
  }
  if (typeof message !== 'object' || message === null)
    throw new MessageError(ProtocolErrorCode.InvalidRequest, 'The body has to be a JSON-RPC 2.0 message.');
  return withoutNull(message);
}

/** Some clients send null for arguments that there are none of. */
function withoutNull(message: Message): Message {
  const { params } = message;
  if (typeof params !== 'object' || params === null || !('arguments' in params) || params.arguments !== null)
    return message;
  const { arguments: _, ...rest } = params;
  return { ...message, params: rest };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MessageError(ProtocolErrorCode.ParseError, 'The body is not valid JSON.');
  }
}

/** The tool that a message calls. */
export function toolNameOf({ method, params }: Message): string | undefined {
  if (method !== 'tools/call' || typeof params !== 'object' || params === null) return undefined;
  return 'name' in params && typeof params.name === 'string' ? params.name : undefined;
}
