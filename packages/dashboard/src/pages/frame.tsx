import { Center, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

type Props = { title: string; width?: number; children: ReactNode };

/** A page without navigation: what stands in front of the dashboard. */
export function Frame({ title, width = 420, children }: Props) {
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p={{ base: 'md', xs: 'xl' }} w="100%" maw={width}>
        <Stack>
          <Text className="brand">knowmind</Text>
          <Title order={1}>{title}</Title>
          {children}
        </Stack>
      </Paper>
    </Center>
  );
}
