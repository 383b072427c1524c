import { type ErrorBody, KnowmindError, toGerman } from '@knowmind/sdk';
import type { CliIo } from './io.ts';
import { type Missing, post, type Request } from './mcp-post.ts';
import { describeSelf } from './mcp-self.ts';
import { languageOf, say } from './messages.ts';
import { metaOf, type RpcAnswer, type RpcRequest, toError, versionKey } from './rpc.ts';
import { effective } from './settings.ts';

const clientKey = 'io.modelcontextprotocol/clientInfo';
const notAllowed = -32001;
const failed = -32000;

/** An API token that was cut off is told here; of any other credential that a header takes the service judges. */
const tokenForm = /^(?:kmt_[A-Za-z0-9_-]{48}|(?!kmt_)[\x21-\x7e]+)$/;

type Forward = (request: Request) => Promise<RpcAnswer | undefined>;
type Caller = { token: string; agreed: string | undefined; client: string };

/**
 * Hands requests on to the service, and its answers back as they are; what is no answer becomes an error. The settings
 * are read each time, so that a sign-in holds from the next call.
 */
export function createForward(io: CliIo): Forward {
  let agreed: string | undefined;
  let client = '';
  return async (request) => {
    const { message } = request;
    const { apiUrl, token } = effective(io);
    client = clientOf(message) ?? client;
    if (!token) return describeSelf(io, message);
    if (!tokenForm.test(token))
      return toError(message.id, notAllowed, `${say(io, 'notWellFormed')} ${say(io, 'signInFirst')}`);
    const url = `${apiUrl}/api/mcp/v1`;
    const headers = toHeaders(io, message, { token, agreed, client });
    const reply = await post(io, request, { url, headers });
    if ('missing' in reply) return toError(message.id, failed, toMissing(io, apiUrl, reply.missing));
    const { status, text } = reply;
    if (status === 202) return undefined;
    const body = parse(text);
    if (!isAnswer(body)) return toRefusal(io, { id: message.id, apiUrl, status, body });
    if (message.method === 'initialize' && 'result' in body && 'protocolVersion' in body.result)
      agreed = String(body.result.protocolVersion);
    return body;
  };
}

/** Why a service is not there: nothing takes the connection, or something does and says nothing. */
function toMissing(io: CliIo, url: string, missing: Missing): string {
  if (missing === 'called off') return say(io, 'inputEnded');
  return missing === 'connection'
    ? say(io, 'unreachable', { url })
    : say(io, 'silent', { url, seconds: missing.seconds });
}

/** What stands in the body of a newer request has to stand in its headers, too. */
function toHeaders(io: CliIo, message: RpcRequest, { token, agreed, client }: Caller): Headers {
  const { method, params } = message;
  const headers = new Headers({
    authorization: `Bearer ${token}`,
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    'user-agent': `knowmind-mcp/${io.version}${client}`,
  });
  const own = metaOf(message)[versionKey];
  setIfPlain(headers, 'mcp-protocol-version', own ?? agreed);
  if (own === undefined) return headers;
  setIfPlain(headers, 'mcp-method', method);
  setIfPlain(headers, 'mcp-name', params?.name ?? params?.uri);
  return headers;
}

/** The program that started the command, as it names itself: the service sees who calls, not only through what. */
function clientOf(request: RpcRequest): string | undefined {
  const { method, params } = request;
  const info = method === 'initialize' ? params?.clientInfo : metaOf(request)[clientKey];
  if (typeof info !== 'object' || info === null || !('name' in info)) return undefined;
  const name = String(info.name)
    .replaceAll(/[^\x20-\x7e]|[()]/g, ' ')
    .trim()
    .slice(0, 80);
  return name === '' ? undefined : ` (${name})`;
}

function setIfPlain(headers: Headers, name: string, value: unknown): void {
  if (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)) headers.set(name, value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isAnswer(body: unknown): body is RpcAnswer {
  return typeof body === 'object' && body !== null && 'jsonrpc' in body;
}

type Refused = { id: string | number; apiUrl: string; status: number; body: unknown };

function toRefusal(io: CliIo, { id, apiUrl, status, body }: Refused): RpcAnswer {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  if (typeof error !== 'object' || error === null || !('code' in error))
    return toError(id, failed, say(io, 'notKnowmind', { url: apiUrl, status }));
  const known = error as ErrorBody['error'];
  const thrown = new KnowmindError({ code: known.code, status, message: known.message, body: known });
  const text = languageOf(io) === 'de' ? toGerman(thrown) : thrown.message;
  if (status === 401) return toError(id, notAllowed, `${text} ${say(io, 'signInFirst')}`);
  return toError(id, status === 402 || status === 403 ? notAllowed : failed, text);
}
