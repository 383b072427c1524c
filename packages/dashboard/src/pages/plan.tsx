import { planNames, plans } from '@knowmind/sdk';
import { Badge, Button, Group, Select, Stack, Table } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client, queryClient } from '../api.ts';
import { useConfirm } from '../confirm.tsx';
import { useI18n } from '../i18n/index.tsx';
import { Failure, Loading, showError } from '../parts.tsx';

/** The workspace's plan, what is used of it, and how its owner changes it. */
export function PlanState({ owner }: { owner: boolean }) {
  const { say } = useI18n();
  const plan = useQuery({ queryKey: ['plan'], queryFn: () => client.call('getPlan', {}) });
  if (plan.isPending) return <Loading />;
  if (plan.isError) return <Failure error={plan.error} retry={() => void plan.refetch()} />;
  const { includes, usage } = plan.data;
  const used = (count: number, of: number | null) => say('used', { used: count, of: of ?? say('unlimited') });
  const rows: [string, string][] = [
    [say('memories'), used(usage.memories, includes.memories)],
    [say('members'), used(usage.members, includes.members)],
    [say('tokens'), includes.tokens ? used(usage.activeTokens, includes.activeTokens) : say('none')],
    [say('callsPerMinute'), includes.tokens ? String(includes.tokenCallsPerMinute) : say('none')],
    [say('auditDays'), say('days', { count: includes.auditDays })],
  ];
  return (
    <Stack>
      <Badge size="lg" variant="light" tt="none">
        {plan.data.plan}
      </Badge>
      <Table>
        <Table.Tbody>
          {rows.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Td>{label}</Table.Td>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {owner && <ChangePlan current={plan.data.plan} activeTokens={usage.activeTokens} />}
    </Stack>
  );
}

function ChangePlan({ current, activeTokens }: { current: string; activeTokens: number }) {
  const i18n = useI18n();
  const { say } = i18n;
  const [chosen, setChosen] = useState<string | null>(null);
  const { ask, dialog } = useConfirm();
  const change = useMutation({
    mutationFn: (name: (typeof planNames)[number]) => client.call('setPlan', { plan: name }),
    onSuccess: () => queryClient.invalidateQueries(),
    onError: (error) => showError(i18n, error),
  });
  const next = planNames.find((name) => name === chosen && name !== current);
  const askChange = () =>
    next &&
    ask({
      title: say('changePlan'),
      text: [
        say('planFrom', { from: current, to: next }),
        say('changePlanText'),
        ...(!plans[next].tokens && activeTokens > 0 ? [say('tokensSleep', { count: activeTokens })] : []),
      ].join(' '),
      confirm: say('changePlan'),
      act: () => change.mutate(next),
    });
  return (
    <Group align="end">
      <Select
        label={say('plan')}
        description={say('changePlanText')}
        data={[...planNames]}
        value={chosen ?? current}
        onChange={setChosen}
        allowDeselect={false}
      />
      <Button disabled={!next} loading={change.isPending} onClick={askChange}>
        {say('changePlan')}
      </Button>
      {dialog}
    </Group>
  );
}
