import { type EntityClass, entityClasses, graphLimits } from '@knowmind/sdk';
import { Select, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client, queryClient } from '../../api.ts';
import { useClassNames } from '../../i18n/classes.ts';
import { useI18n } from '../../i18n/index.tsx';
import { Failure, showNotice } from '../../parts.tsx';
import { SaveOrCancel } from '../memory-fields.tsx';

type Values = { name: string; entity_class: EntityClass; description: string; aliases: string[] };

/** Makes an entity, and shows it in the graph. */
export function EntityForm({ onClose }: { onClose(): void }) {
  const { say } = useI18n();
  const { nameOf } = useClassNames();
  const navigate = useNavigate();
  const form = useForm<Values>({
    initialValues: { name: '', entity_class: 'Concept', description: '', aliases: [] },
  });
  const make = useMutation({
    mutationFn: ({ description, ...values }: Values) =>
      client.call('upsertEntity', { ...values, ...(description.trim() ? { description } : {}) }),
    onSuccess: async ({ id, created }) => {
      showNotice(say, say(created ? 'entityMade' : 'entityKnown'));
      onClose();
      await navigate({ to: '/graph', search: { id } });
      await queryClient.invalidateQueries();
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => make.mutate(values))}>
      <Stack>
        <TextInput
          label={say('entityName')}
          required
          maxLength={graphLimits.name}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Select
          label={say('entityClass')}
          data={entityClasses.map((each) => ({ value: each, label: nameOf(each) }))}
          searchable
          allowDeselect={false}
          nothingFoundMessage={say('noHits')}
          {...form.getInputProps('entity_class')}
        />
        <Textarea
          label={say('description')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={graphLimits.description}
          {...form.getInputProps('description')}
        />
        <TagsInput
          label={say('aliases')}
          placeholder={say('aliasHint')}
          maxTags={graphLimits.aliases}
          maxLength={graphLimits.name}
          {...form.getInputProps('aliases')}
        />
        {make.isError && <Failure error={make.error} />}
        <SaveOrCancel saving={make.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
