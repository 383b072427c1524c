import { isTable } from './install-entry.ts';

/** A message of JSON-RPC 2.0, unchecked. */
export type RpcMessage = Readonly<Record<string, unknown>>;
/** A request in the form in which the service takes it. */
export type RpcRequest = {
  jsonrpc: '2.0';
  id: string | number;
  method: string;
  params?: Record<string, unknown>;
};
/** What is answered to a request; without an id where the request could not be read. */
export type RpcAnswer = { jsonrpc: '2.0'; id: string | number | null } & (
  | { result: object }
  | { error: { code: number; message: string; data?: object } }
);

/** In `_meta` of a request that says itself what earlier revisions said in a handshake. */
export const versionKey = 'io.modelcontextprotocol/protocolVersion';

const parts = ['jsonrpc', 'id', 'method', 'params'];

/** Whether it is a request; what only looks like one is refused by the service with -32600. */
export function isRequest(message: RpcMessage): message is RpcRequest {
  const { jsonrpc, id, method, params } = message;
  return (
    jsonrpc === '2.0' &&
    typeof method === 'string' &&
    (typeof id === 'string' || Number.isSafeInteger(id)) &&
    (params === undefined || (isTable(params) && (params._meta === undefined || isTable(params._meta)))) &&
    Object.keys(message).every((key) => parts.includes(key))
  );
}

/** Whether nothing is answered to it: a notification, or itself an answer. */
export function isForNobody(message: RpcMessage): boolean {
  const isNote = message.id === undefined && typeof message.method === 'string';
  return isNote || 'result' in message || 'error' in message;
}

/** The id of what is no request, as far as one can be told. */
export function idOf({ id, method }: RpcMessage): string | number | null {
  return typeof method === 'string' && (typeof id === 'string' || typeof id === 'number') ? id : null;
}

export function metaOf({ params }: RpcRequest): Record<string, unknown> {
  return isTable(params?._meta) ? params._meta : {};
}

export function toError(id: string | number | null, code: number, message: string, data?: object): RpcAnswer {
  return { jsonrpc: '2.0', id, error: { code, message, ...(data ? { data } : {}) } };
}
