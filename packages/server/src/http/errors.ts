import { type ErrorBody, type Operation, operationNames, operations } from '@knowmind/sdk';
import type { Context as HonoContext } from 'hono';
import type { Services } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Env } from './origin.ts';

/** Older paths whose clients read an error's message, and no code. */
const plainPaths = new Set(
  operationNames
    .map((name): Operation => operations[name])
    .flatMap(({ plainErrors, path }) => (plainErrors ? [path] : [])),
);

/** The one place that turns errors into answers; what is not ours to show is logged and masked. */
export function toErrorAnswer(services: Services, c: HonoContext<Env>, error: unknown): Response {
  const requestId = c.get('requestId');
  const known = toKnown(services, error, requestId);
  const { details, headers = {}, requiredPlan, requiredScope, currentId } = known.extras;
  if (known.code === 'unauthenticated') c.header('WWW-Authenticate', 'Bearer');
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  if (plainPaths.has(c.req.path)) return c.json({ error: known.message }, known.status);
  const body: ErrorBody = {
    error: {
      code: known.code,
      message: known.message,
      ...(details ? { details } : {}),
      ...(requiredPlan ? { requiredPlan } : {}),
      ...(requiredScope ? { requiredScope } : {}),
      ...(currentId ? { currentId } : {}),
      requestId,
    },
  };
  return c.json(body, known.status);
}

/** An error that may be shown; of any other the log has the text, and the answer only where to find it. */
export function toKnown(services: Services, error: unknown, requestId: string): AppError {
  if (error instanceof AppError) return error;
  services.log.error({ err: error, requestId }, 'unexpected error');
  return new AppError('internal', `Something went wrong here. It is in the server's log under ${requestId}.`);
}
