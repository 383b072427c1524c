import { memoryTypes } from '@knowmind/sdk';
import { Button, Collapse, Group, Select, SimpleGrid, Stack, TagsInput, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { useI18n } from '../i18n/index.tsx';
import { useMemoryTypeName } from '../i18n/memory-types.ts';
import { TypedInput } from '../typed-input.tsx';
import { countFilters, type MemorySearch } from './memory-search.ts';

type Props = { search: MemorySearch; onChange(change: Partial<MemorySearch>): void };

const none: Partial<MemorySearch> = {
  type: undefined,
  tags: undefined,
  source: undefined,
  domain: undefined,
  on: undefined,
};

export function MemoryFilters({ search, onChange }: Props) {
  const { say } = useI18n();
  const count = countFilters(search);
  const [open, { toggle }] = useDisclosure(count > 0);
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Button
          variant="default"
          size="xs"
          aria-expanded={open}
          rightSection={<IconChevronDown size={14} />}
          onClick={toggle}
        >
          {count > 0 ? say('filtersOn', { count }) : say('filters')}
        </Button>
        {count > 0 && (
          <Button variant="subtle" size="xs" onClick={() => onChange(none)}>
            {say('clearFilters')}
          </Button>
        )}
      </Group>
      <Collapse expanded={open}>
        <Fields search={search} onChange={onChange} />
      </Collapse>
    </Stack>
  );
}

function Fields({ search, onChange }: Props) {
  const { say } = useI18n();
  const typeName = useMemoryTypeName();
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm">
      <TextInput
        type="date"
        label={say('asOf')}
        value={search.on ?? ''}
        onChange={({ currentTarget }) => onChange({ on: currentTarget.value || undefined })}
      />
      <Select
        label={say('kind')}
        placeholder={say('anyType')}
        data={memoryTypes.map((value) => ({ value, label: typeName(value) }))}
        clearable
        value={search.type ?? null}
        onChange={(value) => onChange({ type: memoryTypes.find((each) => each === value) })}
      />
      <TagsInput
        label={say('tagFilter')}
        placeholder={search.tags ? '' : say('tagHint')}
        maxTags={50}
        maxLength={100}
        value={search.tags ?? []}
        onChange={(tags) => onChange({ tags: tags.length > 0 ? tags : undefined })}
      />
      <TypedInput
        label={say('sourceFilter')}
        maxLength={500}
        value={search.source ?? ''}
        onSettle={(source) => onChange({ source: source || undefined })}
      />
      <TypedInput
        label={say('domainFilter')}
        maxLength={100}
        value={search.domain ?? ''}
        onSettle={(domain) => onChange({ domain: domain || undefined })}
      />
    </SimpleGrid>
  );
}
