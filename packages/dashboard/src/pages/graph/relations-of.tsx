import { Badge, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../../api.ts';
import { useI18n } from '../../i18n/index.tsx';
import { Failure, Loading } from '../../parts.tsx';
import { usePredicateNames } from './schema.ts';
import { NodeLink } from './table.tsx';

const shown = 10;

/** What a memory or document is linked to, newest first, and the way to the rest of it in the graph. */
export function RelationsOf({ id }: { id: string }) {
  const { say } = useI18n();
  const label = usePredicateNames();
  const relations = useQuery({
    queryKey: ['relations', id],
    queryFn: () => client.call('listRelations', { id, limit: shown }),
  });
  if (relations.isPending) return <Loading />;
  if (relations.isError) return <Failure error={relations.error} retry={() => void relations.refetch()} />;
  const { items } = relations.data;
  return (
    <section aria-label={say('relationsOf')}>
      <Group mb="sm" align="baseline">
        <Title order={2} size="h4">
          {say('relationsOf')}
        </Title>
        <Link to="/graph" search={{ id }}>
          {say('showInGraph')}
        </Link>
      </Group>
      {items.length === 0 && <Text size="sm">{say('noRelations')}</Text>}
      <Stack gap={6} component="ul" className="bare" fz="sm">
        {items.map((relation) => {
          // A derived edge may lead here: it is told from its own beginning.
          const leaves = relation.from_id === id;
          return (
            <Group key={relation.id} gap={6} component="li">
              {!leaves && <NodeLink node={relation.from} />}
              <span>{label(relation.predicate)}</span>
              {leaves && <NodeLink node={relation.to} />}
              {relation.derived && (
                <Badge variant="default" tt="none" size="sm">
                  {say('derived')}
                </Badge>
              )}
            </Group>
          );
        })}
      </Stack>
    </section>
  );
}
