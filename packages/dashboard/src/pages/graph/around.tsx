import { Alert, Grid, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { client } from '../../api.ts';
import { useI18n } from '../../i18n/index.tsx';
import { Failure, Loading } from '../../parts.tsx';
import type { GraphAddress } from './address.ts';
import { Centre } from './centre.tsx';
import { GraphFilters } from './filters.tsx';
import { Picture } from './picture.tsx';
import { filterAround, type Neighbourhood } from './shown.ts';
import { RelationTable } from './table.tsx';

/** As many as a picture can hold and be read. */
const mostNodes = 80;

type Props = { id: string; address: GraphAddress; onChange(change: Partial<GraphAddress>): void };

/** What lies around a node: as a picture, and the same as a table. */
export function Around({ id, address, onChange }: Props) {
  const { hops = 1 } = address;
  const around = useQuery({
    queryKey: ['neighbourhood', id, hops],
    queryFn: () => client.call('getNeighborhood', { id, hops, limit: mostNodes }),
    placeholderData: keepPreviousData,
  });
  if (around.isPending) return <Loading />;
  if (around.isError) return <Failure error={around.error} retry={() => void around.refetch()} />;
  // While the next neighbourhood is on its way, the one before is shown around its own middle.
  const centre = around.data.nodes[0]?.id ?? id;
  return <Shown centre={centre} neighbourhood={around.data} address={address} onChange={onChange} />;
}

type ShownProps = Omit<Props, 'id'> & { centre: string; neighbourhood: Neighbourhood };

function Shown({ centre, neighbourhood, address, onChange }: ShownProps) {
  const { say } = useI18n();
  const { classes, predicates } = address;
  const { nodes, relations } = useMemo(
    () => filterAround(neighbourhood, centre, { classes, predicates }),
    [neighbourhood, centre, classes, predicates],
  );
  const middle = neighbourhood.nodes.find((node) => node.id === centre);
  return (
    <Stack>
      {middle && <Centre node={middle} />}
      <GraphFilters address={address} neighbourhood={neighbourhood} onChange={onChange} />
      {neighbourhood.cut && (
        <Alert variant="default" role="status">
          {say('cut', { count: neighbourhood.nodes.length })}
        </Alert>
      )}
      {relations.length === 0 && (
        <Text>{say(neighbourhood.relations.length === 0 ? 'alone' : 'filteredOut')}</Text>
      )}
      {relations.length > 0 && (
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, lg: 7 }}>
            <Picture centre={centre} nodes={nodes} relations={relations} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 5 }}>
            <RelationTable centre={centre} nodes={nodes} relations={relations} />
          </Grid.Col>
        </Grid>
      )}
    </Stack>
  );
}
