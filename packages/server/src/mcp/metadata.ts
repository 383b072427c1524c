import type { Hono } from 'hono';
import type { Services } from '../context.ts';
import type { Env } from '../http/origin.ts';
import { assertOwnAddress, readBase } from './gate.ts';

export const metadataPath = '/.well-known/oauth-protected-resource';

/** What protects the resource of this path (RFC 9728), at the address that section 3.1 makes of it. */
export function addMetadata(app: Hono<Env>, services: Services, path: string): void {
  app.get(metadataPath + path, (c) => {
    assertOwnAddress(services, c);
    return c.json(toMetadata(readBase(services, c), path));
  });
}

/** No authorization server is named while there is none: a token is made in the dashboard. */
function toMetadata(base: string, path: string): object {
  return {
    resource: base + path,
    resource_name: 'knowmind',
    bearer_methods_supported: ['header'],
    scopes_supported: ['read', 'write'],
    resource_documentation: `${base}/api/docs`,
  };
}
