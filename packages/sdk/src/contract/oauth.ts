import { z } from 'zod';
import { done, id, pageInput, pageOf, scope, scopeSet, timestamp } from './common.ts';
import { operation } from './operation.ts';
import { roles } from './people.ts';

/** Names one authorization request, from `/oauth/consent/{uid}`. */
const uid = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

const consentShape = z.object({
  client: z.object({
    name: z.string(),
    /** Host of the document that describes the client; null for one that registered itself: its name is a claim. */
    host: z.string().nullable(),
    registeredAt: timestamp.nullable(),
  }),
  /** Host that the answer goes to, or `loopback` for a program on the person's own machine. */
  redirectTo: z.string(),
  scopes: z.array(scope),
  workspaces: z.array(
    z.object({
      id,
      name: z.string(),
      role: z.enum(roles),
      /** What this role may give. */
      scopes: z.array(scope),
    }),
  ),
  expiresAt: timestamp,
});

const clientShape = z.object({
  /** The grant: one person's consent to one application in one workspace. */
  id,
  clientName: z.string(),
  clientHost: z.string().nullable(),
  person: z.object({ email: z.string() }),
  scopes: z.array(scope),
  createdAt: timestamp,
  lastUsedAt: timestamp.nullable(),
  calls: z.number().int(),
  /** When the application has to ask again, unless it is used before. */
  expiresAt: timestamp.nullable(),
});
const tag = 'oauth';

export const oauthOperations = {
  getConsent: operation({
    method: 'GET',
    path: '/api/v1/oauth/consents/{uid}',
    tag,
    summary: 'Which application asks for what, in the browser that it sent',
    access: 'session',
    effect: 'none',
    action: null,
    status: 200,
    input: z.object({ uid }),
    output: consentShape,
  }),
  decideConsent: operation({
    method: 'POST',
    path: '/api/v1/oauth/consents/{uid}',
    tag,
    summary: 'Allow or decline what an application asks for; the browser goes on to `continueTo`',
    access: 'session',
    effect: 'none',
    action: null,
    status: 200,
    input: z.object({
      uid,
      decision: z.enum(['allow', 'decline']),
      workspaceId: id.optional().describe('Where the application may act; needed to allow.'),
      scopes: scopeSet.optional().describe('Fewer than were asked for; all of them when left out.'),
    }),
    output: z.object({ continueTo: z.url() }),
  }),
  listOAuthClients: operation({
    method: 'GET',
    path: '/api/v1/oauth/clients',
    tag,
    summary: 'Connected applications; without the scope admin a person sees their own',
    access: 'signed-in',
    effect: 'read',
    action: 'oauth.listed',
    status: 200,
    input: z.object(pageInput),
    output: pageOf(clientShape),
  }),
  disconnectOAuthClient: operation({
    method: 'DELETE',
    path: '/api/v1/oauth/clients/{id}',
    tag,
    summary: 'Disconnect an application, at once',
    access: 'signed-in',
    effect: 'write',
    action: 'oauth.disconnected',
    status: 200,
    input: z.object({ id }),
    output: done,
  }),
};
