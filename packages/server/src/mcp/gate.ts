import type { Context as HonoContext } from 'hono';
import type { Services } from '../context.ts';
import { AppError } from '../errors.ts';
import { type Env, isFromProxy, machineOrigins, ownOrigins } from '../http/origin.ts';
import { isOwnResource } from '../oauth/index.ts';

/** Pages of assistants that may call from the browser. */
const assistants = ['https://claude.ai', 'https://claude.com', 'https://chatgpt.com'];

/** A page of another site must not call, neither as itself nor under a name that it made point to this machine. */
export function assertOwnAddress(services: Services, c: HonoContext<Env>): void {
  const origin = c.req.header('origin');
  if (origin !== undefined && !assistants.includes(origin) && !ownOrigins(services, c).includes(origin)) {
    throw new AppError('csrf_failed', 'Pages of this origin may not call this server.');
  }
  assertOwnHost(services, c);
}

export function assertOwnHost(services: Services, c: HonoContext<Env>): void {
  const host = c.req.header('host')?.toLowerCase();
  const own = [services.publicUrl(), ...machineOrigins(services, c)];
  // A proxy may call this server by a name of its own.
  if (own.some((each) => toHost(each) === host) || isFromProxy(services, c)) return;
  throw new AppError(
    'csrf_failed',
    'This server is not known by the name in the Host header. If people use that name, the operator has to set KNOWMIND_PUBLIC_URL to it.',
  );
}

/** The origin as it was typed, if tokens are issued for it: else the public one. */
export function readBase(services: Services, c: HonoContext<Env>): string {
  const host = c.req.header('host')?.toLowerCase();
  const own = [services.publicUrl(), ...machineOrigins(services, c)];
  const typed = own.find((each) => toHost(each) === host);
  return typed && isOwnResource(services, typed) ? typed : services.publicUrl();
}

function toHost(origin: string): string {
  return origin.replace(/^https?:\/\//, '');
}

/** Where a client finds out how to get a token (RFC 9728 section 5.1), beside what is wrong with the one it has. */
export function withChallenge(error: unknown, metadata: string): unknown {
  if (
    !(error instanceof AppError) ||
    !['unauthenticated', 'invalid_token', 'insufficient_scope'].includes(error.code)
  )
    return error;
  const { requiredScope } = error.extras;
  const parts = [
    ...(error.code === 'unauthenticated' ? [] : [`error="${error.code}"`]),
    `scope="${requiredScope ?? 'read write'}"`,
    `resource_metadata="${metadata}"`,
  ];
  const headers = { ...error.extras.headers, 'WWW-Authenticate': `Bearer ${parts.join(', ')}` };
  return new AppError(error.code, error.message, { ...error.extras, headers });
}
