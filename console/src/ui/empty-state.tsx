import { Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ComponentType, ReactNode } from 'react';

interface Props {
  icon: ComponentType<{ size?: number; stroke?: number }>;
  title: string;
  hint?: string;
  children?: ReactNode;
}

/** Says why nothing is here, and what to do. */
export function EmptyState({ icon: Icon, title, hint, children }: Props) {
  return (
    <Stack align="center" gap="xs" py={56} px="md">
      <ThemeIcon size={52} radius="xl" variant="light" aria-hidden>
        <Icon size={26} stroke={1.5} />
      </ThemeIcon>
      <Title order={2} fz={17} ta="center">
        {title}
      </Title>
      {hint !== undefined && (
        <Text size="sm" c="dimmed" ta="center" maw={440}>
          {hint}
        </Text>
      )}
      {children}
    </Stack>
  );
}
