import { Group, Text } from '@mantine/core';

export function Logo() {
  return (
    <Group gap={8} wrap="nowrap">
      <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="var(--mantine-color-indigo-7)" />
        <g fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round">
          <path d="M8 13.5v5" />
          <path d="M13.3 9v14" />
          <path d="M18.7 11.5v9" />
          <path d="M24 14v4" />
        </g>
      </svg>
      <Text fw={650} fz={17} component="span">
        Voxsync
      </Text>
    </Group>
  );
}
