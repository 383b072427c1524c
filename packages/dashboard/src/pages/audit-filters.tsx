import { auditLabels } from '@knowmind/sdk';
import { Button, Group, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { client } from '../api.ts';
import { useI18n } from '../i18n/index.tsx';
import type { AuditFilter } from './audit-entries.tsx';

type Chosen = { action: string | null; actorId: string | null; since: string; until: string };
export const noFilter: Chosen = { action: null, actorId: null, since: '', until: '' };

/** Days are whole days where the reader is: until the end of the last one. */
export function toFilter({ action, actorId, since, until }: Chosen): AuditFilter {
  const end = until ? new Date(`${until}T00:00:00`) : null;
  end?.setDate(end.getDate() + 1);
  return {
    ...(action ? { action } : {}),
    ...(actorId ? { actorId } : {}),
    ...(since ? { from: new Date(`${since}T00:00:00`).toISOString() } : {}),
    ...(end ? { to: end.toISOString() } : {}),
  };
}

export function Filters({ chosen, onChoose }: { chosen: Chosen; onChoose(chosen: Chosen): void }) {
  const { say } = useI18n();
  const actors = useActors();
  const actions = useActions();
  const query = (format: string) => new URLSearchParams({ ...toFilter(chosen), format }).toString();
  const day = (key: 'since' | 'until') => (
    <TextInput
      type="date"
      label={say(key)}
      value={chosen[key]}
      onChange={(event) => onChoose({ ...chosen, [key]: event.currentTarget.value })}
    />
  );
  const choice = { clearable: true, searchable: true, nothingFoundMessage: say('noHits') };
  return (
    <Group align="end">
      <Select
        {...choice}
        label={say('filter')}
        placeholder={say('all')}
        data={actions}
        value={chosen.action}
        onChange={(action) => onChoose({ ...chosen, action })}
      />
      <Select
        {...choice}
        label={say('actor')}
        placeholder={say('allActors')}
        data={actors}
        value={chosen.actorId}
        onChange={(actorId) => onChoose({ ...chosen, actorId })}
      />
      {day('since')}
      {day('until')}
      <Button component="a" variant="default" href={`/api/v1/audit/export?${query('jsonl')}`}>
        {say('exportJson')}
      </Button>
      <Button component="a" variant="default" href={`/api/v1/audit/export?${query('csv')}`}>
        {say('exportCsv')}
      </Button>
    </Group>
  );
}

/** The actions by what they are about, each group with an entry for all of it. */
function useActions() {
  const { say, language } = useI18n();
  const groups = new Map<string, { value: string; label: string }[]>();
  for (const [value, label] of Object.entries(auditLabels)) {
    const [group = value] = value.split('.');
    const items = groups.get(group) ?? [{ value: group, label: say('actionGroup', { name: group }) }];
    groups.set(group, [...items, { value, label: label[language] }]);
  }
  return [...groups].map(([group, items]) => ({ group, items }));
}

/** The workspace's tokens and members: who can have done something. */
function useActors() {
  const { say } = useI18n();
  const tokens = useQuery({
    queryKey: ['actors', 'tokens'],
    queryFn: () => client.call('listTokens', { limit: 100 }),
  });
  const members = useQuery({ queryKey: ['members'], queryFn: () => client.call('listMembers', {}) });
  const people = members.data?.items.filter(({ status }) => status === 'active') ?? [];
  return [
    {
      group: say('tokens'),
      items: (tokens.data?.items ?? []).map(({ id, name, prefix }) => ({
        value: id,
        label: `${name} (${prefix})`,
      })),
    },
    { group: say('members'), items: people.map(({ id, email }) => ({ value: id, label: email })) },
  ];
}
