import type { Output } from '@knowmind/sdk';
import type { CallContext } from './context.ts';
import { toCredential } from './credential.ts';
import { vectorState } from './embedding/index.ts';

/** Says that the service is up; to a caller with a token also whose it is. */
export async function getHealth(ctx: CallContext): Promise<Output<'getHealth'>> {
  const { services, caller } = ctx;
  const { actor, workspace, scopes } = caller;
  const components = {
    database: services.databaseKind,
    mail: services.mail.enabled ? 'smtp' : 'none',
    recall: vectorState(services) === 'available' ? 'lexical, vector' : 'lexical',
    vectors: vectorState(services),
  };
  const health = { status: 'ok' as const, version: services.version, components };
  if (!actor || !workspace) return health;
  if (actor.type === 'person') return { ...health, workspace };
  return {
    ...health,
    token: { ...toCredential(actor), scopes: [...scopes] },
    workspace,
  };
}
