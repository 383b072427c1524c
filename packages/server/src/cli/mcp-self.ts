import { describeTools, instructions, prompts, protocolVersions } from '@knowmind/sdk';
import type { CliIo } from './io.ts';
import { say } from './messages.ts';
import { type RpcAnswer, type RpcRequest, toError } from './rpc.ts';

/** Answers without a token: what is here is said, and every call how to sign in. */
export function describeSelf(io: CliIo, { id, method, params = {} }: RpcRequest): RpcAnswer {
  const result = toResult(io, method, params);
  if (result) return { jsonrpc: '2.0', id, result };
  if (method === 'tools/call' || method === 'prompts/get') return toError(id, -32001, say(io, 'noToken'));
  return toError(id, -32601, 'Method not found');
}

function toResult(io: CliIo, method: string, { protocolVersion }: Record<string, unknown>) {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: protocolVersions.find((each) => each === protocolVersion) ?? protocolVersions[0],
        capabilities: { tools: {}, prompts: {} },
        serverInfo: { name: 'knowmind', title: 'knowmind', version: io.version },
        instructions: `${say(io, 'noToken')}\n\n${instructions}`,
      };
    case 'tools/list':
      return { tools: describeTools() };
    case 'prompts/list':
      return {
        prompts: Object.entries(prompts).map(([name, { toText: _, ...prompt }]) => ({ name, ...prompt })),
      };
    default:
      return undefined;
  }
}
