import {
  createMcpHandler,
  isLegacyRequest,
  type JSONRPCMessage,
  PROTOCOL_VERSION_META_KEY,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import type { Logger } from 'pino';
import type { McpCall } from './call.ts';
import { answerDirectly } from './direct.ts';
import { createServer, type Extend } from './server.ts';
import { toPlainError } from './wording.ts';

/** An answer as it goes out; without a body where nothing is to be said. */
export type Answer = { status: number; body: string };
/** Of one request, by their names in lower case. */
export type ReadHeaders = Pick<Headers, 'get'>;
export type Serve = (call: McpCall, headers: ReadHeaders, message: object) => Promise<Answer>;
type Exchange = { call: McpCall; answer?: JSONRPCMessage };

/** Answers one message in either era of the protocol, decided per request, and always as JSON. */
export function createServe(log: Logger, extend?: Extend): Serve {
  const exchanges = new WeakMap<Request, Exchange>();
  const modern = createMcpHandler(
    ({ requestInfo }) => {
      const exchange = getExchange(exchanges, requestInfo);
      return keepingAnswer(createServer(exchange.call, extend), exchange);
    },
    { legacy: 'reject', onerror: (err) => log.debug({ err }, 'an MCP request was refused') },
  );
  return async (call, headers, message) => {
    const direct = await answerDirectly(call, headers, message);
    if (direct) return direct;
    const request = toRequest(headers);
    if (!isClaimed(message) && (await isLegacyRequest(request, message)))
      return serveLegacy(createServer(call, extend), request, message);
    const exchange: Exchange = { call };
    exchanges.set(request, exchange);
    return toAnswer(await modern.fetch(request, { parsedBody: message }), exchange.answer);
  };
}

function getExchange(exchanges: WeakMap<Request, Exchange>, request: Request | undefined): Exchange {
  const exchange = request && exchanges.get(request);
  if (!exchange) throw new Error('An MCP server was asked for outside a request.');
  return exchange;
}

/**
 * What the SDK reads of a request whose body was read before. The platform's own brings a stream, a signal and a parsed
 * address along, which cost more than the call itself.
 */
function toRequest(headers: ReadHeaders): Request {
  return { method: 'POST', headers } as Request;
}

/**
 * Takes the answer as it is sent: reading it back out of a response would parse what was just written. What the response
 * still tells is its status, and for that an empty result is enough.
 */
function keepingAnswer(server: Server, exchange: Exchange): Server {
  const { connect } = server;
  server.connect = (transport) => {
    const send = transport.send.bind(transport);
    transport.send = (message, options) => {
      exchange.answer = message;
      return send('result' in message ? { ...message, result: {} } : message, options);
    };
    return connect.call(server, transport);
  };
  return server;
}

async function toAnswer(response: Response, message?: JSONRPCMessage): Promise<Answer> {
  const { status } = response;
  if (message) return { status, body: JSON.stringify(toPlain(message)) };
  const body = await response.text();
  return { status, body: body.startsWith('{') ? JSON.stringify(toPlain(JSON.parse(body))) : body };
}

function toPlain(message: JSONRPCMessage): JSONRPCMessage {
  return 'error' in message ? { ...message, error: toPlainError(message.error) } : message;
}

/** Whether it names its revision itself, as no 2025-era request does. */
function isClaimed({ params }: { params?: { _meta?: object } }): boolean {
  const meta = params?._meta;
  return typeof meta === 'object' && meta !== null && PROTOCOL_VERSION_META_KEY in meta;
}

/** The handler's own stateless leg would answer as an event stream, which earlier clients do not read. */
async function serveLegacy(server: Server, request: Request, message: object): Promise<Answer> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    return await toAnswer(await transport.handleRequest(request, { parsedBody: message }));
  } finally {
    await server.close();
  }
}
