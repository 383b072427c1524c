/**
 * The MCP reference memory server over HTTP, in a process of its own: the SDK's streamable transport, stateless, handing
 * each call on to the server over its own standard input and output. Started by `startBridge`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CallToolRequestSchema, CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';

const [, , memoryFile = ''] = process.argv;
const program = fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-memory/dist/index.js'));
const client = new Client({ name: 'bridge', version: '1' });
const env = { MEMORY_FILE_PATH: memoryFile };
await client.connect(
  // Its own types do not agree under exactOptionalPropertyTypes.
  new StdioClientTransport({ command: process.execPath, args: [program], env, stderr: 'ignore' }) as never,
);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const server = new Server({ name: 'bridge', version: '1' }, { capabilities: { tools: {} } });
  server.setRequestHandler(CallToolRequestSchema, ({ params }) =>
    client.request({ method: 'tools/call', params }, CallToolResultSchema),
  );
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.once('close', () => void server.close());
  await server.connect(transport as never);
  await transport.handleRequest(request, response);
}

const http = createServer((request, response) => void answer(request, response));
http.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp` });
});
