import { ProtocolErrorCode } from '@modelcontextprotocol/server';

type Issue = { path: (string | number)[]; message: string };

/**
 * The SDK answers a message of the wrong form with its validator's report as the text. People read the first of what
 * is wrong, and where; a handshake of the wrong form is the client's mistake, no failure of the server.
 */
export function toPlainError<E extends { code: number; message: string }>(error: E): E {
  const start = error.message.search(/\[\s*\{/);
  const [first] = start < 0 ? [] : readIssues(error.message.slice(start));
  if (!first) return error;
  const lead = error.message.slice(0, start).trim() || 'Invalid request:';
  const code = error.code === ProtocolErrorCode.InternalError ? ProtocolErrorCode.InvalidParams : error.code;
  return { ...error, code, message: `${lead} ${first.path.join('.')}: ${first.message}` };
}

function readIssues(text: string): Issue[] {
  try {
    const issues: unknown = JSON.parse(text);
    return Array.isArray(issues) ? issues.filter(isIssue) : [];
  } catch {
    return [];
  }
}

function isIssue(value: unknown): value is Issue {
  return (
    typeof value === 'object' &&
    value !== null &&
    'message' in value &&
    typeof value.message === 'string' &&
    'path' in value &&
    Array.isArray(value.path)
  );
}
