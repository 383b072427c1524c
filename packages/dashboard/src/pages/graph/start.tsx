import { type EntityClass, entityClasses } from '@knowmind/sdk';
import { Select, Stack, Table, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api.ts';
import { useClassNames } from '../../i18n/classes.ts';
import { useI18n } from '../../i18n/index.tsx';
import { Empty, Failure, Loading, More } from '../../parts.tsx';

/** Before a node is chosen: the entities there are, by name. */
export function Entities() {
  const { say } = useI18n();
  const { nameOf } = useClassNames();
  const [chosen, setChosen] = useState<EntityClass | null>(null);
  const pages = useInfiniteQuery({
    queryKey: ['entities', chosen],
    queryFn: ({ pageParam }) =>
      client.call('listEntities', {
        limit: 50,
        ...(chosen ? { entity_class: chosen } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
  if (pages.isPending) return <Loading />;
  if (pages.isError) return <Failure error={pages.error} retry={() => void pages.refetch()} />;
  const items = pages.data.pages.flatMap((page) => page.items);
  if (items.length === 0 && chosen === null) return <Empty text={say('noEntities')} />;
  return (
    <Stack>
      <Select
        label={say('entityClass')}
        placeholder={say('allClasses')}
        maw={300}
        searchable
        clearable
        data={entityClasses.map((each) => ({ value: each, label: nameOf(each) }))}
        value={chosen}
        onChange={(value) => setChosen(entityClasses.find((each) => each === value) ?? null)}
      />
      {items.length === 0 ? (
        <Empty text={say('noEntitiesOfClass')} />
      ) : (
        <Table aria-label={say('entities')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say('entityName')}</Table.Th>
              <Table.Th>{say('entityClass')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map(({ id, name, entity_class, description }) => (
              <Table.Tr key={id}>
                <Table.Td className="content">
                  <Link to="/graph" search={{ id }}>
                    {name}
                  </Link>
                  {description && (
                    <Text size="sm" c="dimmed" lineClamp={1}>
                      {description}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>{nameOf(entity_class)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <More pages={pages} />
    </Stack>
  );
}
