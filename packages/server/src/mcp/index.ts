import { findTool } from '@knowmind/sdk';
import { LATEST_PROTOCOL_VERSION, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { Hono, Context as HonoContext } from 'hono';
import type { Caller, Services } from '../context.ts';
import { AppError } from '../errors.ts';
import { authenticateByHeader } from '../http/credentials.ts';
import { type Env, readOrigin } from '../http/origin.ts';
import { assertAccess } from '../invoke.ts';
import type { McpCall } from './call.ts';
import { assertOwnAddress, readBase, withChallenge } from './gate.ts';
import { type Message, MessageError, readMessage, toolNameOf } from './message.ts';
import { addMetadata, metadataPath } from './metadata.ts';
import { type Answer, createServe, type ReadHeaders, type Serve } from './serve.ts';
import { type Extend, toolDescriptions } from './server.ts';

export type { Extend } from './server.ts';

/** People who paste an address leave a slash behind it. */
const paths = ['/api/mcp/v1', '/mcp', '/api/mcp/v1/', '/mcp/'];
const fixedHeaders = new Map([
  ['accept', 'application/json, text/event-stream'],
  ['content-type', 'application/json'],
]);

/** The MCP server, under both its addresses. */
export function addMcp(app: Hono<Env>, services: Services, extend?: Extend): void {
  const serve = createServe(services.log, extend);
  for (const path of paths) {
    app.get(path, (c) => describe(services, c));
    app.post(path, (c) => answer(services, c, serve));
    app.all(path, () => {
      throw methodNotAllowed();
    });
  }
  for (const path of ['', ...paths]) addMetadata(app, services, path);
}

/** What stands here, for anyone; a stream of events from the server there is none. */
function describe(services: Services, c: HonoContext<Env>): Response {
  if (c.req.header('accept')?.includes('text/event-stream')) throw methodNotAllowed();
  const { version } = services;
  return c.json({
    name: 'knowmind',
    version,
    protocolVersion: LATEST_PROTOCOL_VERSION,
    tools: toolDescriptions,
  });
}

function methodNotAllowed(): AppError {
  return new AppError('method_not_allowed', 'This address takes POST, and GET for its description.', {
    headers: { Allow: 'GET, POST' },
  });
}

async function answer(services: Services, c: HonoContext<Env>, serve: Serve): Promise<Response> {
  try {
    assertOwnAddress(services, c);
    const { caller, headers } = await authenticateByHeader(services, c, readOrigin(services, c));
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    assertAccess({ access: 'signed-in' }, caller);
    const message = await readMessage(c);
    const call = toCall(services, caller, message);
    const response = await serve(call, toHeaders(c), message);
    if (call.refusal) throw call.refusal;
    return send(c, response);
  } catch (error) {
    if (error instanceof MessageError) return sendError(c, error);
    throw withChallenge(error, `${readBase(services, c)}${metadataPath}${c.req.path}`);
  }
}

/** A scope that is missing is said before the message is served, while the answer can still be a 403. */
function toCall(services: Services, caller: Caller, message: Message): McpCall {
  const found = findTool(toolNameOf(message) ?? '');
  if (found) assertAccess({ access: found.tool.scope }, caller);
  if (message.method === 'subscriptions/listen') {
    const at = { id: message.id, status: 404 } as const;
    throw new MessageError(ProtocolErrorCode.MethodNotFound, 'There is nothing to subscribe to here.', at);
  }
  return { services, caller: found ? { ...caller, tool: found.name } : caller };
}

/** What the protocol reads of the request's headers; the credential is not handed on. */
function toHeaders(c: HonoContext<Env>): ReadHeaders {
  return {
    get: (name) => fixedHeaders.get(name) ?? (name.startsWith('mcp-') ? (c.req.header(name) ?? null) : null),
  };
}

/** JSON, unless the client reads nothing but a stream of events: then the one message as its one event. */
function send(c: HonoContext<Env>, { status, body }: Answer): Response {
  if (body === '') return c.body(null, status as 202);
  if (status === 200 && wantsStream(c.req.header('accept'))) {
    c.header('Content-Type', 'text/event-stream');
    return c.body(`event: message\ndata: ${body}\n\n`, 200);
  }
  c.header('Content-Type', 'application/json');
  return c.body(body, status as 200);
}

function wantsStream(accept = ''): boolean {
  return accept.includes('text/event-stream') && !/application\/(json|\*)|\*\/\*/.test(accept);
}

function sendError(c: HonoContext<Env>, { status, code, message, id }: MessageError): Response {
  return c.json({ jsonrpc: '2.0', id: id as string | null, error: { code, message } }, status);
}
