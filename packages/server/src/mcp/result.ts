import type { CallToolResult } from '@modelcontextprotocol/server';
import type { AppError } from '../errors.ts';

/** Claude refuses results of 150,000 characters; the frame around them is ours too. */
const mostCharacters = 145_000;
const caps = [30_000, 15_000, 7000, 3000, 1500, 500];
const shortened =
  'Some of this was too long for one answer: texts that end in "… [cut]" are longer, and lists may go on.';

/** The answer of a tool: its JSON as text, and the same as structure. */
export function toResult(output: object): CallToolResult {
  const whole = pack(output);
  if (whole) return whole;
  const cut = packShortened(output);
  return { ...cut, content: [...cut.content, { type: 'text', text: shortened }] };
}

/** An expected failure, as the model reads it: the same error as over REST. */
export function toFailure({ code, message, extras }: AppError, requestId: string): CallToolResult {
  const { details, currentId } = extras;
  const error = {
    code,
    message,
    ...(details ? { details } : {}),
    ...(currentId ? { currentId } : {}),
    requestId,
  };
  return { content: [{ type: 'text', text: JSON.stringify({ error }) }], isError: true };
}

function packShortened(output: object): CallToolResult {
  for (const cap of caps) {
    const packed = pack(shorten(output, cap));
    if (packed) return packed;
  }
  return packItems(shorten(output, caps.at(-1) ?? 0));
}

function pack(output: object): CallToolResult | undefined {
  const text = JSON.stringify(output);
  // Inside JSON a text is at most twice as long: most answers need no second look.
  if (text.length * 3 > mostCharacters && text.length + JSON.stringify(text).length > mostCharacters)
    return undefined;
  return { content: [{ type: 'text', text }], structuredContent: output as Record<string, unknown> };
}

/** A list of as many entries, from the first, as fit. */
function packItems(output: object): CallToolResult {
  const [name, items] = Object.entries(output).find((entry) => Array.isArray(entry[1])) ?? [];
  for (
    let count = Array.isArray(items) ? items.length : 0;
    name && count > 0;
    count = Math.floor(count / 2)
  ) {
    const packed = pack({ ...output, [name]: (items as unknown[]).slice(0, count) });
    if (packed) return packed;
  }
  throw new Error('An answer is too long for a tool, and has no list that could be shorter.');
}

function shorten(value: object, cap: number): object {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'string' && part.length > cap ? `${part.slice(0, cap).toWellFormed()}… [cut]` : part,
    ),
  );
}
