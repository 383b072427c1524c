import {
  createMcpHandler,
  isLegacyRequest,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import type { Logger } from 'pino';
import type { McpCall } from './call.ts';
import { createServer, type Extend } from './server.ts';

export type Serve = (call: McpCall, headers: Headers, message: object) => Promise<Response>;

/** Answers one message in either era of the protocol, decided per request, and always as JSON. */
export function createServe(url: string, log: Logger, extend?: Extend): Serve {
  const calls = new WeakMap<Request, McpCall>();
  const modern = createMcpHandler(({ requestInfo }) => createServer(getCall(calls, requestInfo), extend), {
    legacy: 'reject',
    onerror: (err) => log.debug({ err }, 'an MCP request was refused'),
  });
  return async (call, headers, message) => {
    const request = new Request(url, { method: 'POST', headers });
    if (await isLegacyRequest(request, message))
      return serveLegacy(createServer(call, extend), request, message);
    calls.set(request, call);
    return modern.fetch(request, { parsedBody: message });
  };
}

function getCall(calls: WeakMap<Request, McpCall>, request: Request | undefined): McpCall {
  const call = request && calls.get(request);
  if (!call) throw new Error('An MCP server was asked for outside a request.');
  return call;
}

/** The handler's own stateless leg would answer as an event stream, which earlier clients do not read. */
async function serveLegacy(server: Server, request: Request, message: object): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    return await transport.handleRequest(request, { parsedBody: message });
  } finally {
    await server.close();
  }
}
