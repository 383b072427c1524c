import type { Output } from '@knowmind/sdk';
import type { CallContext } from './context.ts';
import { toCredential } from './credential.ts';
import { vectorState } from './embedding/index.ts';

/** Says that the service is up; to a caller with a token also whose it is. */
export async function getHealth({ services, caller }: CallContext): Promise<Output<'getHealth'>> {
  const { actor, workspace, scopes } = caller;
  const { version, databaseKind: database } = services;
  const vectors = vectorState(services);
  const mail = services.mail.enabled ? 'smtp' : 'none';
  const recall = vectors === 'available' ? 'lexical, vector' : 'lexical';
  const components = { database, mail, recall, vectors } as const;
  // It is what monitors ask for all the time: written out, for object spread takes five times as long.
  if (!actor || !workspace) return { status: 'ok', version, components };
  if (actor.type === 'person') return { status: 'ok', version, components, workspace };
  const { name, prefix, expiresAt } = toCredential(actor);
  const token = { name, prefix, expiresAt, scopes: [...scopes] };
  return { status: 'ok', version, components, token, workspace };
}
