import { describeTools, instructions, prompts, protocolVersions } from '@knowmind/sdk';
import type { CliIo } from './io.ts';
import { say } from './messages.ts';
import { metaOf, type RpcAnswer, type RpcRequest, toError, versionKey } from './rpc.ts';

const selfContained = '2026-07-28';
const capabilities = { tools: {}, prompts: {} };

/** Answers without a token: what is here is said, and every call how to sign in. */
export function describeSelf(io: CliIo, request: RpcRequest): RpcAnswer {
  const { id, method } = request;
  const requested = metaOf(request)[versionKey];
  const isClaimed = requested !== undefined;
  if (isClaimed && requested !== selfContained) {
    const data = { supported: [selfContained], requested };
    return toError(id, -32022, `Unsupported protocol version: ${requested}`, data);
  }
  const result = toShared(method) ?? (isClaimed ? toDiscovered(io, method) : toAgreed(io, request));
  if (result) return { jsonrpc: '2.0', id, result: isClaimed ? toSelfContained(io, result) : result };
  if (method === 'tools/call' || method === 'prompts/get') return toError(id, -32001, say(io, 'noToken'));
  return toError(id, -32601, 'Method not found');
}

function toShared(method: string): object | undefined {
  if (method === 'tools/list') return { tools: describeTools() };
  if (method !== 'prompts/list') return undefined;
  return {
    prompts: Object.entries(prompts).map(([name, { toText: _, ...prompt }]) => ({ name, ...prompt })),
  };
}

/** The handshake of the revisions up to 2025-11-25. */
function toAgreed(io: CliIo, { method, params = {} }: RpcRequest): object | undefined {
  if (method !== 'initialize') return undefined;
  return {
    protocolVersion: protocolVersions.find((each) => each === params.protocolVersion) ?? protocolVersions[0],
    capabilities,
    serverInfo: toServer(io),
    instructions: toInstructions(io),
  };
}

function toDiscovered(io: CliIo, method: string): object | undefined {
  if (method !== 'server/discover') return undefined;
  return { supportedVersions: [selfContained], capabilities, instructions: toInstructions(io) };
}

/** What the service adds to every result of that revision. */
function toSelfContained(io: CliIo, result: object): object {
  const _meta = { 'io.modelcontextprotocol/serverInfo': toServer(io) };
  return { ...result, resultType: 'complete', ttlMs: 0, cacheScope: 'private', _meta };
}

function toServer({ version }: CliIo) {
  return { name: 'knowmind', title: 'knowmind', version };
}

function toInstructions(io: CliIo): string {
  return `${say(io, 'noToken')}\n\n${instructions}`;
}
