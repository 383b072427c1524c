import { ActionIcon, Button, Table, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { client, queryClient, useMe } from '../../api.ts';
import { useConfirm } from '../../confirm.tsx';
import { useClassNames } from '../../i18n/classes.ts';
import { useI18n } from '../../i18n/index.tsx';
import { showError, showNotice } from '../../parts.tsx';
import { WideTable } from '../../wide-table.tsx';
import { usePredicateNames, useSchema } from './schema.ts';
import type { Node, Relation } from './shown.ts';

const rowsAtFirst = 30;

/** The relations of the neighbourhood, those of the node in the middle first. */
export function RelationTable({
  centre,
  nodes,
  relations,
}: {
  centre: string;
  nodes: Node[];
  relations: Relation[];
}) {
  const { say } = useI18n();
  const [rows, setRows] = useState(rowsAtFirst);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const own = ({ from_id, to_id }: Relation) => Number(from_id === centre || to_id === centre);
  const sorted = [...relations].sort((a, b) => own(b) - own(a));
  return (
    <>
      <WideTable minWidth={330} className="relation-table" label={say('table')}>
        <Table verticalSpacing="xs" horizontalSpacing={6} layout="fixed" stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say('fromNode')}</Table.Th>
              <Table.Th>{say('relation')}</Table.Th>
              <Table.Th>{say('toNode')}</Table.Th>
              <Table.Th w={40}>
                <span className="hidden">{say('actions')}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sorted.slice(0, rows).map((relation) => {
              const from = byId.get(relation.from_id);
              const to = byId.get(relation.to_id);
              return from && to && <Row key={relation.id} relation={relation} from={from} to={to} />;
            })}
          </Table.Tbody>
        </Table>
      </WideTable>
      {sorted.length > rows && (
        <Button variant="default" onClick={() => setRows(rows + rowsAtFirst)}>
          {say('more')}
        </Button>
      )}
    </>
  );
}

type RowProps = { relation: Relation; from: Node; to: Node };

function Row({ relation, from, to }: RowProps) {
  const { say } = useI18n();
  const label = usePredicateNames();
  const schema = useSchema();
  const kind = schema.data?.predicates.find(({ predicate }) => predicate === relation.predicate)?.kind;
  const me = useMe();
  const mayRemove = kind === 'settable' && me.data?.scopes.includes('write');
  return (
    <Table.Tr>
      <Table.Td>
        <NodeLink node={from} />
      </Table.Td>
      <Table.Td>
        {label(relation.predicate)}
        {(relation.derived || kind === 'system') && (
          <Text size="xs" c="dimmed">
            {say(relation.derived ? 'derived' : 'bySystem')}
          </Text>
        )}
        {relation.confidence < 1 && (
          <Text size="xs" c="dimmed">
            {Math.round(relation.confidence * 100)} %
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <NodeLink node={to} />
      </Table.Td>
      <Table.Td>{mayRemove && <RemoveButton relation={relation} from={from} to={to} />}</Table.Td>
    </Table.Tr>
  );
}

export function NodeLink({ node }: { node: Pick<Node, 'id' | 'name' | 'type' | 'entity_class'> }) {
  const { kindOf } = useClassNames();
  return (
    <span className="content">
      <Link to="/graph" search={(old) => ({ ...old, id: node.id })}>
        {node.name}
      </Link>{' '}
      <Text size="xs" c="dimmed" component="span">
        {kindOf(node)}
      </Text>
    </span>
  );
}

function RemoveButton({ relation, from, to }: RowProps) {
  const i18n = useI18n();
  const { say } = i18n;
  const label = usePredicateNames();
  const { ask, dialog } = useConfirm();
  const { from_id, to_id, predicate } = relation;
  const remove = useMutation({
    mutationFn: () => client.call('unlinkNodes', { from_id, to_id, predicate }),
    onSuccess: async () => {
      showNotice(say, say('relationRemoved'));
      await queryClient.invalidateQueries();
    },
    onError: (error) => showError(i18n, error),
  });
  const title = say('removeRelationOf', { from: from.name, relation: label(predicate), to: to.name });
  const question = {
    title,
    text: say('removeRelationText'),
    confirm: say('removeRelation'),
    act: () => remove.mutate(),
  };
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={title}
        title={say('removeRelation')}
        loading={remove.isPending}
        onClick={() => ask(question)}
      >
        <IconTrash size={16} />
      </ActionIcon>
      {dialog}
    </>
  );
}
