import { z } from 'zod';
import { operations } from '../contract/index.ts';
import type { Operation } from '../contract/operation.ts';
import { type ToolName, toolNames, tools } from './index.ts';
import type { Tool } from './tool.ts';

type JsonSchema = Record<string, unknown>;
type ObjectSchema = JsonSchema & { type: 'object' };

/** A tool as `tools/list` shows it. */
export type ToolDescription = {
  name: ToolName;
  title: string;
  description: string;
  inputSchema: ObjectSchema;
  outputSchema: ObjectSchema;
  annotations: {
    title: string;
    readOnlyHint: boolean;
    destructiveHint: boolean;
    idempotentHint: boolean;
    openWorldHint: boolean;
  };
};

/** Every tool as `tools/list` shows it, with JSON Schemas made from the contract. */
export function describeTools(): ToolDescription[] {
  return toolNames.map((name) => {
    const { title, description, effects, ...tool }: Tool = tools[name];
    return {
      name,
      title,
      description,
      inputSchema: toInputSchema(tool),
      outputSchema: toSchema(tool.output ?? operations[tool.operation].output, 'output'),
      annotations: {
        title,
        readOnlyHint: effects.readOnly,
        destructiveHint: effects.destructive,
        idempotentHint: effects.idempotent,
        openWorldHint: false,
      },
    };
  });
}

function toInputSchema({ operation, fields }: Pick<Tool, 'operation' | 'fields'>): ObjectSchema {
  const { input }: Operation = operations[operation];
  const { properties, required } = toSchema(input, 'input');
  const parts = properties as Record<string, JsonSchema>;
  const needed = required as string[] | undefined;
  const given = Object.entries(fields).map(([name, field]) => ({ name, of: field.of ?? name, ...field }));
  return {
    type: 'object',
    properties: Object.fromEntries(
      given.map(({ name, of, says }) => [name, { ...parts[of], description: says }]),
    ),
    required: given.flatMap((field) => (field.required || needed?.includes(field.of) ? [field.name] : [])),
    additionalProperties: false,
  };
}

/** The long patterns of ids and times say no more than their formats; an answer may grow by a field one day. */
function toSchema(schema: z.ZodType, io: 'input' | 'output'): ObjectSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format) delete jsonSchema.pattern;
      if (io === 'output' && jsonSchema.additionalProperties === false)
        delete jsonSchema.additionalProperties;
    },
  });
  return { ...rest, type: 'object' };
}
