import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client, queryClient } from '../../api.ts';
import { useI18n } from '../../i18n/index.tsx';
import { Failure, showNotice } from '../../parts.tsx';
import { type Found, NodeSearch } from './node-search.tsx';
import { type End, fitting, useSchema } from './schema.ts';

/** Links a node to another: of the predicates only those are offered that fit the classes of both. */
export function LinkForm({ from, onClose }: { from: End; onClose(): void }) {
  const { say, language } = useI18n();
  const schema = useSchema();
  const [to, setTo] = useState<Found | null>(null);
  const [predicate, setPredicate] = useState<string | null>(null);
  const options = schema.data && to && to.id !== from.id ? fitting(schema.data, from, to) : [];
  const chosen = options.find((each) => each.predicate === predicate);
  const link = useMutation({
    mutationFn: (ends: { from_id: string; to_id: string; predicate: string }) =>
      client.call('linkNodes', ends),
    onSuccess: async ({ created }) => {
      showNotice(say, say(created ? 'linked' : 'linkedAlready'));
      await queryClient.invalidateQueries();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (to && chosen) link.mutate({ from_id: from.id, to_id: to.id, predicate: chosen.predicate });
  };
  const problem = problemOf();
  function problemOf(): string | null {
    if (!to) return null;
    if (to.id === from.id) return say('itself');
    return schema.data && options.length === 0 ? say('noPredicate', { from: from.name, to: to.name }) : null;
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm" fw={600} className="content">
          {from.name}
        </Text>
        <NodeSearch label={say('otherEnd')} picked={to} onPick={setTo} autoFocus />
        {problem !== null && (
          <Text size="sm" role="alert">
            {problem}
          </Text>
        )}
        <Select
          label={say('whichRelation')}
          placeholder={to ? '' : say('pickFirst')}
          searchable
          disabled={options.length === 0}
          nothingFoundMessage={say('noHits')}
          data={options.map((each) => ({ value: each.predicate, label: each.label[language] }))}
          value={chosen?.predicate ?? null}
          onChange={setPredicate}
        />
        {link.isError && <Failure error={link.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button type="submit" disabled={!chosen} loading={link.isPending}>
            {say('addRelation')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
