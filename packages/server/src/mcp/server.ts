import { describeTools, instructions, prompts, type ToolDescription, tools } from '@knowmind/sdk';
import { type GetPromptResult, ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/server/validators/ajv';
import { toShown } from './arguments.ts';
import { callTool, type McpCall } from './call.ts';

/** Made once: a request only picks from it. */
export const toolDescriptions: readonly ToolDescription[] = describeTools();
export const promptList = Object.entries(prompts).map(([name, { toText: _, ...prompt }]) => ({
  name,
  ...prompt,
}));
const options = {
  capabilities: { tools: {}, prompts: {} },
  instructions,
  jsonSchemaValidator: new AjvJsonSchemaValidator(),
};

/** Adds to the server of one request what is not part of the product: the fixtures of the conformance suite. */
export type Extend = (server: Server, call: McpCall) => void;

/** The MCP server of one request. */
export function createServer(call: McpCall, extend?: Extend): Server {
  const server = new Server(describeServer(call), options);
  server.setRequestHandler('tools/list', () => ({ tools: listTools(call) }));
  server.setRequestHandler('tools/call', ({ params }) => callTool(call, params.name, params.arguments));
  server.setRequestHandler('prompts/list', () => ({ prompts: promptList }));
  server.setRequestHandler('prompts/get', ({ params }) => getPrompt(params.name, params.arguments ?? {}));
  extend?.(server, call);
  return server;
}

/** What the server says of itself. */
export function describeServer({ services }: McpCall) {
  return { name: 'knowmind', title: 'knowmind', version: services.version };
}

export function listTools({ caller }: McpCall): ToolDescription[] {
  return toolDescriptions.filter(({ name }) => caller.scopes.includes(tools[name].scope));
}

export function getPrompt(name: string, given: Record<string, string>): GetPromptResult {
  const prompt = Object.entries(prompts).find(([each]) => each === name)?.[1];
  if (!prompt) {
    const message = `name: There is no prompt "${toShown(name)}". There are ${Object.keys(prompts).join(', ')}.`;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, message);
  }
  const content = { type: 'text' as const, text: prompt.toText(given) };
  return { description: prompt.description, messages: [{ role: 'user', content }] };
}
