import { type ErrorCode, findTool, type OperationName, type Output } from '@knowmind/sdk';
import { type CallToolResult, ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { Caller, Services } from '../context.ts';
import { AppError, notFound } from '../errors.ts';
import { toKnown } from '../http/errors.ts';
import { invoke } from '../invoke.ts';
import { toArgumentError, toInput, toShown } from './arguments.ts';
import { toDocumentPage, toMemoryPage, toSearchResults } from './connector.ts';
import { toFailure, toResult } from './result.ts';

/** One HTTP request to the MCP server. */
export type McpCall = {
  services: Services;
  caller: Caller;
  /** What makes the whole answer an HTTP error. */
  refusal?: AppError;
};

/** How each error is answered: as an HTTP status, as the tool's own failure, or as an error of the protocol. */
const answers: Readonly<Record<ErrorCode, 'arguments' | 'http' | 'tool' | 'provider' | 'internal'>> = {
  invalid_request: 'arguments',
  token_in_query: 'http',
  link_invalid: 'tool',
  unauthenticated: 'http',
  invalid_token: 'http',
  plan_required: 'http',
  insufficient_scope: 'http',
  network_not_allowed: 'http',
  forbidden: 'http',
  csrf_failed: 'http',
  not_found: 'tool',
  method_not_allowed: 'http',
  conflict: 'tool',
  idempotency_conflict: 'tool',
  limit_reached: 'tool',
  payload_too_large: 'tool',
  unsupported_media_type: 'http',
  looks_like_secret: 'tool',
  rate_limited: 'http',
  internal: 'internal',
  unavailable: 'provider',
};
const providerFailed = -32000;

/** Calls the tool of this name. Throws `ProtocolError`; a refusal for the whole request is kept in the call. */
export async function callTool(call: McpCall, name: string, given: unknown): Promise<CallToolResult> {
  const found = findTool(name);
  if (!found) throw unknownTool(name);
  try {
    return toResult(await run(call, found, (given ?? {}) as Record<string, unknown>));
  } catch (error) {
    return toAnswer(call, error);
  }
}

function unknownTool(name: string): ProtocolError {
  const message = `name: There is no tool "${toShown(name)}". tools/list names those there are.`;
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}

/** The message names the first argument that is wrong; the data say the same of each, as over REST. */
function wrongArguments({ code, message, extras }: AppError, requestId: string): ProtocolError {
  const { details } = extras;
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message, { code, details, requestId });
}

type Found = NonNullable<ReturnType<typeof findTool>>;

async function run(call: McpCall, { name, tool }: Found, given: Record<string, unknown>): Promise<object> {
  const input = toInput(tool, given);
  try {
    if (name === 'search')
      return toSearchResults(call.services.publicUrl(), await perform(call, 'recall', input));
    if (name === 'fetch') return await fetchPage(call, input);
    return await perform(call, tool.operation, input);
  } catch (error) {
    throw error instanceof AppError ? toArgumentError(tool, error) : error;
  }
}

/** The input is unchecked: the door checks it. */
async function perform<K extends OperationName>(call: McpCall, name: K, input: object): Promise<Output<K>> {
  const { output } = await invoke(call.services, name, { caller: call.caller, input });
  return output;
}

async function fetchPage(call: McpCall, input: object): Promise<object> {
  try {
    return toMemoryPage(call.services.publicUrl(), await perform(call, 'getMemory', input));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
    return toDocumentPage(call.services.publicUrl(), await getDocument(call, input));
  }
}

async function getDocument(call: McpCall, input: object): Promise<Output<'getDocument'>> {
  try {
    return await perform(call, 'getDocument', input);
  } catch (error) {
    const isMissing = error instanceof AppError && error.code === 'not_found';
    throw isMissing ? notFound('memory or document') : error;
  }
}

function toAnswer(call: McpCall, error: unknown): CallToolResult {
  const { requestId } = call.caller;
  const known = toKnown(call.services, error, requestId);
  switch (answers[known.code]) {
    case 'arguments':
      // One that names no argument, such as nesting without end, is the tool's own.
      if (!known.extras.details) return toFailure(known, requestId);
      throw wrongArguments(known, requestId);
    case 'tool':
      return toFailure(known, requestId);
    case 'http':
      call.refusal = known;
      throw new ProtocolError(ProtocolErrorCode.InvalidRequest, known.message);
    case 'provider':
      throw new ProtocolError(providerFailed, known.message);
    default:
      throw new ProtocolError(ProtocolErrorCode.InternalError, known.message);
  }
}
