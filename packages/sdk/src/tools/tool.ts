import type { z } from 'zod';
import type { Input, OperationName } from '../contract/index.ts';
import type { Scope } from '../contract/operation.ts';

/** One argument of a tool. */
export type ToolField = {
  /** What the model is told to put in. */
  readonly says: string;
  /** The operation's field, where its name is another. */
  readonly of?: string;
  /** The tool needs it, though the operation does not. */
  readonly required?: true;
};

/** What a client may assume of a call before it asks its user. */
type Effects = { readonly readOnly: boolean; readonly destructive: boolean; readonly idempotent: boolean };

/** One thing an AI client can call: an operation of the contract, in words for a model. */
export type Tool = {
  readonly title: string;
  /** Says when to use it. */
  readonly description: string;
  readonly scope: Extract<Scope, 'read' | 'write'>;
  readonly effects: Effects;
  readonly operation: OperationName;
  readonly fields: Readonly<Record<string, ToolField>>;
  /** What the operation is given beside the arguments. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** The answer, where it is not the operation's own. */
  readonly output?: z.ZodType;
};

type FieldOf<K extends OperationName> = ToolField & { readonly of?: keyof Input<K> & string };
type ToolOf<K extends OperationName> = Omit<Tool, 'operation' | 'fields' | 'fixed'> & {
  readonly operation: K;
  readonly fields: Readonly<Record<string, FieldOf<K>>>;
  readonly fixed?: Readonly<Partial<Input<K>>>;
};

/** Checks that a declaration's fields are those of its operation. */
export function tool<K extends OperationName>(declaration: ToolOf<K>): Tool {
  return declaration;
}

export const reads: Effects = { readOnly: true, destructive: false, idempotent: true };
