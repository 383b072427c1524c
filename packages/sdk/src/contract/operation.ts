import type { z } from 'zod';

export const scopes = ['read', 'write', 'admin'] as const;
/** What a caller may do. Independent of one another: `write` does not include `read`. */
export type Scope = (typeof scopes)[number];

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One thing the system can do, declared once. REST routes, the OpenAPI document, the typed client
 * and the refusal tests are all made from it.
 */
export type Operation = {
  readonly method: Method;
  /** Absolute path; `{name}` stands for a path parameter of the input. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** Who may call it: anyone, anyone signed in, a person's session only, or a holder of a scope. */
  readonly access: 'public' | 'optional' | 'signed-in' | 'session' | Scope;
  /** `none` opens no transaction; `write` runs in one together with its audit entry. */
  readonly effect: 'none' | 'read' | 'write';
  /** Action under which the audit log records a successful call. */
  readonly action: string | null;
  readonly status: 200 | 201 | 202 | 204;
  readonly input: z.ZodObject;
  readonly output: z.ZodType;
  /** Content types of a streamed, non-JSON answer; its output is an async iterable of text. */
  readonly stream?: readonly string[];
  /** The field that takes the whole body as text, whatever type it claims to have. */
  readonly textBody?: string;
  /** The field that takes a file; the call may then be sent as multipart/form-data, too. */
  readonly file?: string;
  /** Largest request body in bytes; 1 MiB when unset. */
  readonly maxBody?: number;
  /** Errors on this path are `{ "error": "message" }`, as its older clients read them. */
  readonly plainErrors?: true;
};

/** Keeps the literal types of a declaration, and refuses fields that it does not name. */
export function operation<const T extends Operation>(declaration: T): T {
  // What is left out of a strict object changes no field's type.
  return { ...declaration, input: declaration.input.strict() };
}
