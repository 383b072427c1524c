import { z } from 'zod';
import { done, id, pageInput, pageOf, scope, scopeSet, text, timestamp } from './common.ts';
import { operation } from './operation.ts';

export const tokenStates = ['active', 'expiring', 'expired', 'revoked'] as const;

const tokenShape = z.object({
  id,
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(scope),
  networks: z.array(z.string()),
  state: z.enum(tokenStates),
  createdAt: timestamp,
  createdBy: z.string().nullable(),
  expiresAt: timestamp.nullable(),
  revokedAt: timestamp.nullable(),
  rotatedAt: timestamp.nullable(),
  /** When the secret before the last rotation stops working; null while its grace period has not begun. */
  previousSecretEndsAt: timestamp.nullable(),
  lastUsedAt: timestamp.nullable(),
  lastUsedFrom: z.object({ ip: z.string().nullable(), client: z.string().nullable() }).nullable(),
  /** Scopes no call needed in the last 30 days; empty while the token is younger than that. */
  unusedScopes: z.array(scope),
});

const name = text(100);
const expiresAt = timestamp.nullable();
const networks = z.array(z.string().trim().min(1).max(60)).max(50);
const secret = z.string().describe('The clear text, in this answer and nowhere else.');
const created = tokenShape.extend({ token: secret });
const tag = 'tokens';

export const tokenOperations = {
  listTokens: operation({
    method: 'GET',
    path: '/api/v1/tokens',
    tag,
    summary: 'API tokens of the workspace',
    access: 'admin',
    effect: 'read',
    action: 'token.listed',
    status: 200,
    input: z.object({ ...pageInput, state: z.enum(tokenStates).optional() }),
    output: pageOf(tokenShape),
  }),
  createToken: operation({
    method: 'POST',
    path: '/api/v1/tokens',
    tag,
    summary: 'Create an API token; its secret is shown once',
    access: 'admin',
    effect: 'write',
    action: 'token.created',
    status: 201,
    input: z.object({
      name,
      scopes: scopeSet,
      expiresAt: expiresAt.optional(),
      networks: networks.default([]),
    }),
    output: created,
  }),
  getToken: operation({
    method: 'GET',
    path: '/api/v1/tokens/{id}',
    tag,
    summary: 'One API token',
    access: 'admin',
    effect: 'read',
    action: 'token.read',
    status: 200,
    input: z.object({ id }),
    output: tokenShape,
  }),
  updateToken: operation({
    method: 'PATCH',
    path: '/api/v1/tokens/{id}',
    tag,
    summary: 'Change name, scopes, expiry or networks; the secret stays',
    access: 'admin',
    effect: 'write',
    action: 'token.updated',
    status: 200,
    input: z.object({
      id,
      name: name.optional(),
      scopes: scopeSet.optional(),
      expiresAt: expiresAt.optional(),
      networks: networks.optional(),
    }),
    output: tokenShape,
  }),
  revokeToken: operation({
    method: 'DELETE',
    path: '/api/v1/tokens/{id}',
    tag,
    summary: 'Revoke a token, at once',
    access: 'admin',
    effect: 'write',
    action: 'token.revoked',
    status: 200,
    input: z.object({ id }),
    output: tokenShape,
  }),
  rotateToken: operation({
    method: 'POST',
    path: '/api/v1/tokens/{id}/rotate',
    tag,
    summary: 'A new secret; the old one works until a grace period after the first use of the new one',
    access: 'admin',
    effect: 'write',
    action: 'token.rotated',
    status: 200,
    input: z.object({ id, graceDays: z.number().min(0).max(7).default(1) }),
    output: created,
  }),
  getTokenImpact: operation({
    method: 'GET',
    path: '/api/v1/tokens/{id}/impact',
    tag,
    summary:
      'What narrowing to the given scopes (none given: revoking) would have refused in the last 30 days',
    access: 'admin',
    effect: 'read',
    action: 'token.impact_read',
    status: 200,
    input: z.object({
      id,
      scopes: z
        .string()
        .regex(/^(read|write|admin)?(,(read|write|admin))*$/)
        .optional(),
    }),
    output: z.object({
      days: z.literal(30),
      calls: z.number(),
      refused: z.number(),
      byScope: z.object({ read: z.number(), write: z.number(), admin: z.number() }),
      lastCallAt: timestamp.nullable(),
    }),
  }),
  revokeLeakedToken: operation({
    method: 'POST',
    path: '/api/v1/tokens/revoke-leaked',
    tag,
    summary:
      'Revoke a token that was found somewhere public; the body is any text that holds it. Always 202.',
    access: 'public',
    effect: 'none',
    action: null,
    status: 202,
    input: z.object({ token: z.string() }),
    output: done,
    textBody: 'token',
    maxBody: 4096,
  }),
};
