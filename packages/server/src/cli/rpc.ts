/** A message of JSON-RPC 2.0, unchecked. */
export type RpcMessage = { id?: string | number; method?: string; params?: Record<string, unknown> };
export type RpcRequest = RpcMessage & { id: string | number; method: string };
/** What is answered to a request; without an id where the request could not be read. */
export type RpcAnswer = { jsonrpc: '2.0'; id: string | number | null } & (
  | { result: object }
  | { error: { code: number; message: string } }
);

export function toError(id: string | number | null, code: number, message: string): RpcAnswer {
  return { jsonrpc: '2.0', id, error: { code, message } };
}
