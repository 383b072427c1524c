import { findTool } from '@knowmind/sdk';
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  ProtocolError,
  SERVER_INFO_META_KEY,
  SUPPORTED_PROTOCOL_VERSIONS,
} from '@modelcontextprotocol/server';
import { callTool, type McpCall } from './call.ts';
import type { Answer, ReadHeaders } from './serve.ts';
import { describeServer } from './server.ts';

/** The one revision whose requests say in `_meta` what earlier clients said in a handshake. */
const selfContained = '2026-07-28';

type Named = { name: string; arguments?: Record<string, unknown> };
type Call = { id: string | number; params: Named; era: 'handshake' | 'self-contained' };
const messageParts = new Set(['jsonrpc', 'id', 'method', 'params']);
const paramParts = new Set(['name', 'arguments', '_meta']);

/**
 * Answers a call of one of our tools that is well-formed in every part, in the form in which the SDK would: most of what
 * a light call costs there is a server of its own and the schemas of the protocol. Undefined for any other message,
 * which the SDK then judges.
 */
export async function answerDirectly(
  call: McpCall,
  headers: ReadHeaders,
  message: object,
): Promise<Answer | undefined> {
  const found = readCall(headers, message);
  if (!found) return undefined;
  const { id, params, era } = found;
  const body = await perform(call, params, era);
  return { status: 200, body: JSON.stringify({ ...body, jsonrpc: '2.0', id }) };
}

async function perform(call: McpCall, { name, arguments: given }: Named, era: Call['era']): Promise<object> {
  try {
    const result = await callTool(call, name, given);
    if (era === 'handshake') return { result };
    const server = { [SERVER_INFO_META_KEY]: describeServer(call) };
    return { result: { ...result, resultType: 'complete', _meta: server } };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const { code, message, data } = error;
    return { error: { code, message, ...(data === undefined ? {} : { data }) } };
  }
}

function readCall(headers: ReadHeaders, message: object): Call | undefined {
  const { jsonrpc, id, method, params } = message as Record<string, unknown>;
  if (jsonrpc !== '2.0' || method !== 'tools/call') return undefined;
  if (typeof id !== 'string' && !(typeof id === 'number' && Number.isSafeInteger(id))) return undefined;
  if (!isObject(params) || !hasOnly(message, messageParts) || !hasOnly(params, paramParts)) return undefined;
  const { name, arguments: given, _meta: meta } = params;
  if (typeof name !== 'string' || !findTool(name)) return undefined;
  if (given !== undefined && (!isObject(given) || Object.hasOwn(given, '__proto__'))) return undefined;
  const era = eraOf(headers, name, meta);
  return era && { id, params: { name, ...(given ? { arguments: given } : {}) }, era };
}

function eraOf(headers: ReadHeaders, name: string, meta: unknown): Call['era'] | undefined {
  const version = headers.get('mcp-protocol-version');
  if (meta === undefined)
    return version === null || SUPPORTED_PROTOCOL_VERSIONS.includes(version) ? 'handshake' : undefined;
  const agrees =
    version === selfContained &&
    headers.get('mcp-method') === 'tools/call' &&
    headers.get('mcp-name') === name;
  return agrees && isEnvelope(meta) ? 'self-contained' : undefined;
}

function isEnvelope(meta: unknown): boolean {
  if (!isObject(meta) || meta[PROTOCOL_VERSION_META_KEY] !== selfContained) return false;
  const client = meta[CLIENT_INFO_META_KEY];
  return (
    Object.keys(meta).length === 3 &&
    isObject(client) &&
    typeof client.name === 'string' &&
    typeof client.version === 'string' &&
    isObject(meta[CLIENT_CAPABILITIES_META_KEY])
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOnly(value: object, names: ReadonlySet<string>): boolean {
  return Object.keys(value).every((key) => names.has(key));
}
