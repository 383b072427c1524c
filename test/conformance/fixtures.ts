import {
  type CallToolResult,
  type GetPromptResult,
  MissingRequiredClientCapabilityError,
  type Tool,
} from '@modelcontextprotocol/server';
import { callTool } from '../../packages/server/src/mcp/call.ts';
import type { Extend } from '../../packages/server/src/mcp/index.ts';
import { getPrompt, listTools, promptList } from '../../packages/server/src/mcp/server.ts';

/** One red pixel, and one sample of silence. */
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const wav = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=';

const text = (value: string) => ({ type: 'text' as const, text: value });
const image = { type: 'image' as const, data: png, mimeType: 'image/png' };
const resource = (uri: string, mimeType: string, value: string) => ({
  type: 'resource' as const,
  resource: { uri, mimeType, text: value },
});

type Fixture = { call(): CallToolResult; inputSchema?: Tool['inputSchema'] };

/** The keywords that a server has to hand through to its clients as they are. */
const withKeywords: Tool['inputSchema'] = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};

/** The tools that the suite calls by name, for what none of ours answers with. */
const tools: Readonly<Record<string, Fixture>> = {
  test_simple_text: { call: () => ({ content: [text('This is a simple text response for testing.')] }) },
  test_image_content: { call: () => ({ content: [image] }) },
  test_audio_content: { call: () => ({ content: [{ type: 'audio', data: wav, mimeType: 'audio/wav' }] }) },
  test_embedded_resource: {
    call: () => ({ content: [resource('test://embedded', 'text/plain', 'An embedded resource.')] }),
  },
  test_multiple_content_types: {
    call: () => ({
      content: [text('Several:'), image, resource('test://mixed', 'application/json', '{"test":"data"}')],
    }),
  },
  test_error_handling: {
    call: () => ({ isError: true, content: [text('This tool fails on purpose.')] }),
  },
  test_missing_capability: {
    call: () => {
      throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
    },
  },
  // What is looked at is that nothing but the answer comes.
  test_streaming_elicitation: { call: () => ({ content: [text('Nothing was asked.')] }) },
  test_logging_tool: { call: () => ({ content: [text('Nothing was logged.')] }) },
  json_schema_2020_12_tool: { call: () => ({ content: [] }), inputSchema: withKeywords },
};

const message = (content: GetPromptResult['messages'][number]['content']) => ({
  role: 'user' as const,
  content,
});
const prompts: Readonly<
  Record<string, { names: string[]; get(given: Record<string, string>): GetPromptResult }>
> = {
  test_simple_prompt: { names: [], get: () => ({ messages: [message(text('A simple prompt.'))] }) },
  test_prompt_with_arguments: {
    names: ['arg1', 'arg2'],
    get: ({ arg1, arg2 }) => ({ messages: [message(text(`With arg1='${arg1}', arg2='${arg2}'`))] }),
  },
  test_prompt_with_embedded_resource: {
    names: ['resourceUri'],
    get: ({ resourceUri = '' }) => ({
      messages: [message(resource(resourceUri, 'text/plain', 'Embedded.')), message(text('Look at it.'))],
    }),
  },
  test_prompt_with_image: {
    names: [],
    get: () => ({ messages: [message(image), message(text('Look at it.'))] }),
  },
};

/** Lists and answers the fixtures beside what the product has; everything else goes the product's way. */
export const addFixtures: Extend = (server, call) => {
  server.setRequestHandler('tools/list', () => ({ tools: [...listTools(call), ...fixtureTools] }));
  server.setRequestHandler('tools/call', ({ params }) => {
    const fixture = Object.hasOwn(tools, params.name) ? tools[params.name] : undefined;
    return fixture ? fixture.call() : callTool(call, params.name, params.arguments);
  });
  server.setRequestHandler('prompts/list', () => ({ prompts: [...promptList, ...fixturePrompts] }));
  server.setRequestHandler('prompts/get', ({ params }) => {
    const fixture = Object.hasOwn(prompts, params.name) ? prompts[params.name] : undefined;
    return fixture ? fixture.get(params.arguments ?? {}) : getPrompt(params.name, params.arguments ?? {});
  });
};

const fixtureTools: Tool[] = Object.entries(tools).map(([name, { inputSchema }]) => ({
  name,
  description: 'A fixture of the conformance suite.',
  inputSchema: inputSchema ?? { type: 'object' },
}));
const fixturePrompts = Object.entries(prompts).map(([name, { names }]) => ({
  name,
  description: 'A fixture of the conformance suite.',
  arguments: names.map((each) => ({ name: each, required: true })),
}));
