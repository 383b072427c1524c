import { Badge, Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client, useMe } from '../../api.ts';
import { useClassNames } from '../../i18n/classes.ts';
import { useI18n } from '../../i18n/index.tsx';
import { LinkForm } from './link-form.tsx';
import { classesOfMemory, type End } from './schema.ts';
import type { Node } from './shown.ts';

/** The node in the middle: what is known of it, and what can be done with it. */
export function Centre({ node }: { node: Node }) {
  const { say } = useI18n();
  const { kindOf } = useClassNames();
  const me = useMe();
  const [opened, { open, close }] = useDisclosure();
  const about = useAbout(node);
  return (
    <Paper withBorder p="md" component="section" aria-label={node.name}>
      <Stack gap="xs">
        <Group gap="xs">
          <Title order={2} className="content">
            {node.name}
          </Title>
          <Badge variant="light" tt="none">
            {kindOf(node)}
          </Badge>
        </Group>
        {about.aliases.length > 0 && (
          <Text size="sm" c="dimmed">
            {say('alsoKnown', { names: about.aliases.join(', ') })}
          </Text>
        )}
        {about.text && about.text !== node.name && (
          <Text size="sm" className="content" lineClamp={4}>
            {about.text}
          </Text>
        )}
        <Group gap="sm" fz="sm">
          {me.data?.scopes.includes('write') && (
            <Button size="xs" onClick={open}>
              {say('addRelation')}
            </Button>
          )}
          {node.type === 'memory' && (
            <Link to="/memories/$id" params={{ id: node.id }}>
              {say('toMemory')}
            </Link>
          )}
          {node.type === 'document' && (
            <Link to="/documents/$id" params={{ id: node.id }}>
              {say('toDocument')}
            </Link>
          )}
          <Link to="/graph">{say('toGraph')}</Link>
        </Group>
      </Stack>
      <Modal
        opened={opened}
        onClose={close}
        title={say('addRelation')}
        closeButtonProps={{ 'aria-label': say('close') }}
      >
        <LinkForm from={about.end} onClose={close} />
      </Modal>
    </Paper>
  );
}

/** What only the node's own noun knows of it. */
function useAbout({ id, name, type, entity_class }: Node): {
  end: End;
  text: string | null;
  aliases: string[];
} {
  const entity = useQuery({
    queryKey: ['entity', id],
    queryFn: () => client.call('getEntity', { id }),
    enabled: type === 'entity',
  });
  const memory = useQuery({
    queryKey: ['memory', id],
    queryFn: () => client.call('getMemory', { id }),
    enabled: type === 'memory',
  });
  const classes = memory.data ? classesOfMemory(memory.data.memory_type) : [entity_class];
  return {
    end: { id, name, classes },
    text: memory.data?.content ?? entity.data?.description ?? null,
    aliases: entity.data?.aliases ?? [],
  };
}
