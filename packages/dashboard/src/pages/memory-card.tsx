import type { Output } from '@knowmind/sdk';
import { Badge, Group, Paper, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useI18n, useTime } from '../i18n/index.tsx';
import { useMemoryTypeName } from '../i18n/memory-types.ts';
import { Highlight } from './highlight.tsx';
import { excerpt } from './query-words.ts';

type Shown = Pick<
  Output<'getMemory'>,
  'title' | 'content' | 'tags' | 'memory_type' | 'valid_from' | 'valid_to'
> & {
  heading_path?: string[];
};
type Props = {
  memory: Shown;
  /** Where its title leads: a passage is read in its document. */
  at: { memory: string } | { document: string; passage?: string };
  query?: string;
  note: string;
  /** Of its heading, below that of the list. */
  level?: 'h2' | 'h3';
  children?: ReactNode;
};

/** A memory, or a passage of a document, as lists show it. */
export function MemoryCard({ memory, at, query = '', note, level = 'h2', children }: Props) {
  const { say } = useI18n();
  const time = useTime();
  const typeName = useMemoryTypeName();
  const { title, content, tags, memory_type, valid_from, valid_to, heading_path = [] } = memory;
  // This machine's clock and the server's may differ by a little.
  const isComing = valid_to === null && Date.parse(valid_from) > Date.now() + 60_000;
  const isPassage = 'document' in at;
  const heading = (
    <Text fw={600} component={level} className="content">
      <Highlight text={[title, ...heading_path].join(' › ')} query={query} />
    </Text>
  );
  return (
    <Paper withBorder p="md" component="article">
      <Group justify="space-between" wrap="nowrap" align="start">
        {isPassage ? (
          <Link
            to="/documents/$id"
            params={{ id: at.document }}
            search={at.passage ? { passage: at.passage, ...(query ? { q: query } : {}) } : {}}
            className="plain"
          >
            {heading}
          </Link>
        ) : (
          <Link to="/memories/$id" params={{ id: at.memory }} className="plain">
            {heading}
          </Link>
        )}
        <Text size="xs" opacity={0.75} className="note">
          {note}
        </Text>
      </Group>
      {content !== title && (
        <Text size="sm" className="content" lineClamp={4}>
          <Highlight text={excerpt(content, query)} query={query} />
        </Text>
      )}
      <Group gap={4} mt="xs">
        <Badge variant="light" tt="none">
          {isPassage ? say('passage') : typeName(memory_type)}
        </Badge>
        {isComing && (
          <Badge variant="default" fs="italic" tt="none">
            {say('coming', { time: time(valid_from) })}
          </Badge>
        )}
        {valid_to !== null && (
          <Badge variant="default" fs="italic" tt="none">
            {say('ended', { time: time(valid_to) })}
          </Badge>
        )}
        {tags.map((tag) => (
          <Badge key={tag} variant="default" tt="none">
            {tag}
          </Badge>
        ))}
      </Group>
      {children}
    </Paper>
  );
}
