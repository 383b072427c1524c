import { type Operation, type OperationName, operationNames, operations } from '@knowmind/sdk';
import type { Hono, Context as HonoContext } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { stream } from 'hono/streaming';
import type { CallContext, Services } from '../context.ts';
import { AppError } from '../errors.ts';
import { assertAccess, invoke } from '../invoke.ts';
import { authenticate } from './credentials.ts';
import { readInput } from './input.ts';
import { assertOwnOrigin, type Env, readOrigin } from './origin.ts';

/** A route for every operation of the contract, and 405 for the methods a path does not have. */
export function addRest(app: Hono<Env>, services: Services): void {
  for (const name of [...operationNames].sort(fixedFirst)) {
    const path = operations[name].path.replace(/\{(\w+)\}/g, ':$1');
    app.on(operations[name].method, path, (c) => answer(services, c, name));
  }
  const known = operationNames.map((name) => ({
    method: operations[name].method,
    form: new RegExp(`^${operations[name].path.replace(/\{\w+\}/g, '[^/]+')}$`),
  }));
  app.all('/api/*', async (c, next) => {
    const methods = known.filter(({ form }) => form.test(c.req.path)).map(({ method }) => method);
    if (methods.length === 0) return next();
    throw new AppError('method_not_allowed', 'This address does not take this method. See /api/docs.', {
      headers: { Allow: [...new Set(methods)].join(', ') },
    });
  });
}

/** /tokens/revoke-leaked is no token's id. */
function fixedFirst(a: OperationName, b: OperationName): number {
  return Number(operations[a].path.includes('{')) - Number(operations[b].path.includes('{'));
}

async function answer(services: Services, c: HonoContext<Env>, name: OperationName): Promise<Response> {
  const operation: Operation = operations[name];
  const { caller, headers } = await authenticate(services, c, readOrigin(services, c), operation);
  for (const [header, value] of Object.entries(headers)) c.header(header, value);
  const changes = operation.method !== 'GET';
  const byCookie = caller.actor?.type === 'person';
  if (changes && (byCookie || operation.access === 'public')) assertOwnOrigin(services, c, byCookie);
  // Nobody makes the server read ten megabytes for a call that they may not make.
  assertAccess(operation, caller);
  const input = await readInput(c, name);
  const idempotencyKey = readIdempotencyKey(c);
  const { output, cookies } = await invoke(services, name, { caller, input, idempotencyKey });
  writeCookies(services, c, cookies);
  if (operation.stream) {
    setFileHeaders(c, operation.tag, input.format === 'csv');
    return sendStream(services, c, output as AsyncIterable<string>);
  }
  return c.json(output as object, operation.status as 200);
}

function readIdempotencyKey(c: HonoContext<Env>): string | undefined {
  const key = c.req.header('idempotency-key');
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new AppError('invalid_request', 'An Idempotency-Key has 1 to 200 visible characters.');
  }
  return key;
}

function writeCookies(services: Services, c: HonoContext<Env>, cookies: CallContext['cookies']): void {
  const secure = services.publicUrl().startsWith('https:');
  for (const [name, cookie] of cookies) {
    if (cookie === null) deleteCookie(c, name, { path: '/' });
    else
      setCookie(c, name, cookie.value, {
        path: '/',
        httpOnly: true,
        sameSite: 'Strict',
        secure,
        maxAge: cookie.maxAgeSeconds,
      });
  }
}

function setFileHeaders(c: HonoContext<Env>, what: string, csv: boolean): void {
  c.header('Content-Type', csv ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8');
  c.header('Content-Disposition', `attachment; filename="knowmind-${what}.${csv ? 'csv' : 'jsonl'}"`);
}

/** The status is sent before the lines are: when they fail, only a broken connection can still say so. */
function sendStream(services: Services, c: HonoContext<Env>, lines: AsyncIterable<string>): Response {
  return stream(c, async (sink) => {
    try {
      for await (const part of lines) {
        if (sink.aborted) return;
        await sink.write(part);
      }
    } catch (err) {
      services.log.error({ err, requestId: c.get('requestId') }, 'a streamed answer broke off');
      c.env.outgoing.destroy();
    }
  });
}
