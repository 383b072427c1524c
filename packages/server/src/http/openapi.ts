import { type Operation, operationNames, operations } from '@knowmind/sdk';
import { z } from 'zod';

const errorRef = { $ref: '#/components/responses/Error' };
const plainErrorRef = { $ref: '#/components/responses/PlainError' };

/** The OpenAPI 3.1 document, made from the contract. */
export function toOpenApi(version: string, url: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const name of operationNames) {
    const operation: Operation = operations[name];
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: toOperation(name, operation),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'knowmind',
      version,
      description: 'Long-term memory for AI assistants.',
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'kmt_…' },
        session: { type: 'apiKey', in: 'cookie', name: 'knowmind_session' },
      },
      responses: {
        Error: { description: 'What is wrong, and what to do', content: json(errorSchema()) },
        PlainError: { description: 'What is wrong, and what to do', content: json(plainErrorSchema()) },
      },
    },
  };
}

function toOperation(name: string, operation: Operation): object {
  const properties = operation.input.shape;
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, key]) => key ?? '');
  const byQuery = operation.method === 'GET' || operation.method === 'DELETE';
  const inQuery = byQuery ? Object.keys(properties).filter((key) => !inPath.includes(key)) : [];
  const parameter = (key: string, place: 'path' | 'query') => {
    const part = properties[key];
    const optional = part?.safeParse(undefined).success ?? true;
    return {
      name: key,
      in: place,
      required: place === 'path' || !optional,
      schema: part ? toSchema(part, 'input') : {},
    };
  };
  const body = byQuery
    ? undefined
    : operation.input.omit(Object.fromEntries(inPath.map((key) => [key, true])) as never);
  return {
    operationId: name,
    summary: operation.summary,
    tags: [operation.tag],
    ...(operation.access === 'public' ? { security: [] } : { security: [{ token: [] }, { session: [] }] }),
    'x-scope': operation.access,
    parameters: [
      ...inPath.map((key) => parameter(key, 'path')),
      ...inQuery.map((key) => parameter(key, 'query')),
    ],
    ...(body ? { requestBody: { required: true, content: bodyContent(body, operation.file) } } : {}),
    responses: {
      [operation.status]: { description: 'Done', content: answerContent(operation) },
      default: operation.plainErrors ? plainErrorRef : errorRef,
    },
  };
}

function bodyContent(body: z.ZodObject, file: string | undefined): object {
  if (file === undefined) return json(toSchema(body, 'input'));
  const { properties, ...form } = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' });
  const binary = { ...(properties?.[file] as object), type: 'string', format: 'binary' };
  return {
    ...json(toSchema(body.omit({ [file]: true } as never), 'input')),
    'multipart/form-data': { schema: { ...form, properties: { ...properties, [file]: binary } } },
  };
}

function answerContent(operation: Operation): object {
  if (!operation.stream) return json(toSchema(operation.output, 'output'));
  return Object.fromEntries(operation.stream.map((type) => [type, { schema: { type: 'string' } }]));
}

function toSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

function json(schema: object): object {
  return { 'application/json': { schema } };
}

function plainErrorSchema(): object {
  return { type: 'object', required: ['error'], properties: { error: { type: 'string' } } };
}

function errorSchema(): object {
  const text = { type: 'string' };
  const detail = { type: 'object', properties: { path: text, message: text } };
  const error = {
    type: 'object',
    required: ['code', 'message', 'requestId'],
    properties: {
      code: text,
      message: text,
      requestId: text,
      details: { type: 'array', items: detail },
      requiredPlan: text,
      requiredScope: text,
    },
  };
  return { type: 'object', required: ['error'], properties: { error } };
}
