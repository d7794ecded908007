import { Box, Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** A part of a page under a heading, with what belongs beside the heading at its right. */
export function Panel({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <Box component="section" className="panel" p="md" aria-label={title}>
      <Group justify="space-between" mb="sm">
        <Title order={2} fz={15}>
          {title}
        </Title>
        {aside}
      </Group>
      {children}
    </Box>
  );
}
