import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api.ts';
import { useClassNames } from '../../i18n/classes.ts';
import { useI18n } from '../../i18n/index.tsx';
import { classesOfMemory, type End } from './schema.ts';

export type Found = End & { group: 'entities' | 'memories' | 'documents'; label: string };
type Props = {
  label: string;
  /** Keeps showing what was picked. */
  picked?: Found | null;
  onPick(found: Found | null): void;
  autoFocus?: boolean;
};

/** Finds an entity by the beginning of its name, and a memory or document by its words. */
export function NodeSearch({ label, picked, onPick, autoFocus }: Props) {
  const { say } = useI18n();
  const [text, setText] = useState('');
  // The label of what was picked is no question.
  const [query] = useDebouncedValue(text === picked?.label ? '' : text.trim(), 250);
  const { data: found = [], isFetching } = useFound(query);
  const keeps = picked !== undefined;
  const options = picked && !found.some(({ id }) => id === picked.id) ? [picked, ...found] : found;
  const groups = (['entities', 'memories', 'documents'] as const).map((group) => ({
    group: say(group),
    items: options.filter((each) => each.group === group).map(({ id, label }) => ({ value: id, label })),
  }));
  const choose = (id: string | null) => {
    onPick(options.find((each) => each.id === id) ?? null);
    if (!keeps) setText('');
  };
  return (
    <Select
      label={label}
      placeholder={say('findNodeHint')}
      searchable
      clearable={keeps}
      data={groups.filter(({ items }) => items.length > 0)}
      filter={({ options }) => options}
      limit={30}
      maxLength={200}
      value={picked?.id ?? null}
      onChange={choose}
      searchValue={text}
      onSearchChange={setText}
      nothingFoundMessage={query === '' ? undefined : say(isFetching ? 'searching' : 'noNode')}
      data-autofocus={autoFocus || undefined}
      clearButtonProps={{ 'aria-label': say('clear') }}
    />
  );
}

function useFound(query: string) {
  const { kindOf } = useClassNames();
  const found = useQuery({
    queryKey: ['nodes', query],
    enabled: query !== '',
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Found[]> => {
      const [entities, hits] = await Promise.all([
        client.call('listEntities', { prefix: query, limit: 10 }, { signal }),
        client.call('recall', { query, k: 8, use_graph: false }, { signal }),
      ]);
      return [
        ...entities.items.map(({ id, name, entity_class }): Found => {
          const label = `${name} (${kindOf({ type: 'entity', entity_class })})`;
          return { id, name, label, classes: [entity_class], group: 'entities' };
        }),
        ...hits.items.map(({ memory_id, document_id, title, memory_type }): Found => {
          const classes = memory_id ? classesOfMemory(memory_type) : (['Document'] as const);
          const group = memory_id ? 'memories' : 'documents';
          return { id: memory_id ?? document_id ?? '', name: title, label: title, classes, group };
        }),
      ];
    },
  });
  return { data: query === '' ? [] : found.data, isFetching: found.isFetching };
}
