import type { ErrorDetail } from '@knowmind/sdk';
import type { z } from 'zod';
import { maskTokens } from './text/index.ts';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};
const formats: Readonly<Record<string, string>> = {
  uuid: 'It has to be an id such as 01900000-0000-7000-8000-000000000000.',
  datetime: 'It has to be a time such as 2026-03-31T12:00:00Z.',
  email: 'It has to be an e-mail address such as name@example.org.',
};
const units: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

/**
 * What a schema makes of an input, or what is wrong with it in our own words: where nothing is, to bring those along
 * takes zod several times as long as the look.
 */
export function check<S extends z.ZodType>(schema: S, input: unknown): z.ZodSafeParseResult<z.output<S>> {
  const plain = schema.safeParse(input);
  return plain.success ? plain : schema.safeParse(input, { error: toWording });
}

/** What is wrong with a field, in people's words; a message in the contract itself comes before. */
function toWording(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'It is missing.'
        : `It has to be ${kinds[issue.expected] ?? issue.expected}.`;
    case 'invalid_value':
      return issue.input === undefined ? 'It is missing.' : `It has to be one of ${issue.values.join(', ')}.`;
    case 'too_small':
      if (issue.minimum === 1 && issue.origin !== 'number') return 'It is empty.';
      return `It has to be at least ${issue.minimum}${units[issue.origin] ?? ''}.`;
    case 'too_big':
      return `It may be at most ${issue.maximum}${units[issue.origin] ?? ''}.`;
    case 'invalid_format':
      return formats[issue.format] ?? 'It does not have the form that it needs.';
    default:
      return undefined;
  }
}

const mostNamed = 10;

/** The problems of an input, each with the path of its field; `fields` are those that the call takes. */
export function toDetails({ issues }: z.ZodError, fields: string[]): ErrorDetail[] {
  return issues.flatMap((issue) => {
    const path = (key?: string) => [...issue.path, ...(key === undefined ? [] : [key])].join('.');
    if (issue.code !== 'unrecognized_keys') return [{ path: path(), message: issue.message }];
    const known = issue.path.length > 0 || fields.length === 0 ? '' : ` The fields are ${fields.join(', ')}.`;
    // The name is the caller's own text, and may be anything.
    return issue.keys.slice(0, mostNamed).map((key) => ({
      path: path(maskTokens(key).slice(0, 60)),
      message: `There is no such field here.${known}`,
    }));
  });
}
