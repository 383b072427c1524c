import type { Scope } from '@knowmind/sdk';
import type { Context } from './context.ts';
import { AppError } from './errors.ts';

/** A token, or an application, can never hand out a scope that it does not hold itself. */
export function assertMayGrant(ctx: Context, scopes: readonly Scope[]): void {
  if (ctx.actor.type === 'person') return;
  const missing = scopes.find((scope) => !ctx.caller.scopes.includes(scope));
  if (!missing) return;
  const message = `This token cannot hand out the scope "${missing}", which it does not hold itself.`;
  throw new AppError('insufficient_scope', message, {
    requiredScope: missing,
    headers: { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${missing}"` },
  });
}
