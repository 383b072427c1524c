import type { Hono } from 'hono';
import type { Services } from '../context.ts';
import type { Env } from '../http/origin.ts';
import { assertOwnHost, readBase } from './gate.ts';

export const metadataPath = '/.well-known/oauth-protected-resource';

/** What protects the resource of this path (RFC 9728), at the address that section 3.1 makes of it. */
export function addMetadata(app: Hono<Env>, services: Services, path: string): void {
  app.get(metadataPath + path, (c) => {
    assertOwnHost(services, c);
    // Tools in the browser read it, too; it says nothing that is not public.
    c.header('Access-Control-Allow-Origin', '*');
    return c.json(toMetadata(readBase(services, c), path, services.publicUrl()));
  });
}

function toMetadata(base: string, path: string, issuer: string): object {
  return {
    resource: base + path,
    authorization_servers: [issuer],
    resource_name: 'knowmind',
    bearer_methods_supported: ['header'],
    scopes_supported: ['read', 'write'],
    resource_documentation: `${base}/api/docs`,
  };
}
