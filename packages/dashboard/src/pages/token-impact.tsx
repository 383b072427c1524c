import { type Scope, scopes as scopeNames } from '@knowmind/sdk';
import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { client } from '../api.ts';
import { useI18n } from '../i18n/index.tsx';
import { Failure, Loading } from '../parts.tsx';

/** What narrowing or revoking would have refused, from the audit log. */
export function Impact({ id, scopes }: { id: string; scopes?: Scope[] }) {
  const { say } = useI18n();
  const list = scopes?.join(',');
  const impact = useQuery({
    queryKey: ['impact', id, list ?? null],
    queryFn: () => client.call('getTokenImpact', { id, ...(list === undefined ? {} : { scopes: list }) }),
  });
  if (impact.isPending) return <Loading />;
  if (impact.isError) return <Failure error={impact.error} retry={() => void impact.refetch()} />;
  const { calls, refused, byScope } = impact.data;
  if (calls === 0) return <Alert color="teal">{say('noCalls')}</Alert>;
  const lost = scopeNames.filter((scope) => !scopes?.includes(scope) && byScope[scope] > 0);
  const needed = lost.map((scope) => say('needed', { count: byScope[scope], scope })).join(', ');
  const text = lost.length > 0 ? say('impactScopes', { calls, needed }) : say('impact', { calls, refused });
  return <Alert color="yellow">{text}</Alert>;
}
