import type { Tool } from '@knowmind/sdk';
import { AppError } from '../errors.ts';
import { maskTokens } from '../text/index.ts';

/** An operation's input out of a tool's arguments, unchecked but for what the operation cannot know. */
export function toInput({ fields, fixed }: Tool, given: Readonly<Record<string, unknown>>): object {
  const names = Object.keys(fields);
  const input = new Map<string, unknown>(Object.entries(fixed ?? {}));
  for (const [key, value] of Object.entries(given)) {
    const name = names.find((each) => each === key || each === toSnake(key));
    const field = name === undefined ? undefined : fields[name];
    if (name === undefined || !field) throw unknownArgument(key, names);
    // Some clients send null for what their model left out.
    if (value !== null) input.set(field.of ?? name, toSnakeKeys(value));
  }
  for (const name of names) {
    if (fields[name]?.required && !input.has(fields[name].of ?? name))
      throw wrongArgument(name, 'It is missing.');
  }
  return Object.fromEntries(input);
}

/** Says the same of the tool's arguments as the door says of the operation's fields. */
export function toArgumentError({ fields }: Tool, error: AppError): AppError {
  const own = new Map(Object.entries(fields).map(([name, field]) => [field.of ?? name, name]));
  const details = error.extras.details?.map(({ path, message }) => {
    const [first = '', ...rest] = path.split('.');
    return { path: [own.get(first) ?? first, ...rest].join('.'), message };
  });
  const [first] = details ?? [];
  if (error.code !== 'invalid_request' || !details || !first) return error;
  return new AppError('invalid_request', toMessage(first.path, first.message), { details });
}

function unknownArgument(key: string, names: readonly string[]): AppError {
  const known = names.length > 0 ? `The arguments are ${names.join(', ')}.` : 'This tool takes no arguments.';
  return wrongArgument(toShown(key), `There is no such argument. ${known}`);
}

function wrongArgument(path: string, message: string): AppError {
  return new AppError('invalid_request', toMessage(path, message), { details: [{ path, message }] });
}

/** A name that the caller made up may be anything, a token too. */
export function toShown(name: string): string {
  return maskTokens(name).slice(0, 60);
}

function toMessage(path: string, message: string): string {
  return `The arguments are not valid. ${path}: ${message}`;
}

/** Earlier clients write `memoryId` for `memory_id`. */
function toSnake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function toSnakeKeys(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).map(([key, inner]) => [toSnake(key), inner]))
      : part,
  );
}
