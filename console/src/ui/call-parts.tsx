import { Badge, Group, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconArrowDownLeft, IconArrowUpRight, IconQuestionMark } from '@tabler/icons-react';
import type { ArtifactState, CallDirection, CallStatus } from '../api/generated';
import { useI18n } from '../i18n/i18n';

const STATUS_COLOR: Readonly<Record<CallStatus, string>> = {
  ANSWERED: 'teal',
  NO_ANSWER: 'gray',
  BUSY: 'orange',
  FAILED: 'red',
  IN_PROGRESS: 'blue',
};

const STATE_COLOR: Readonly<Record<ArtifactState, string>> = {
  NONE: 'gray',
  EXPECTED: 'blue',
  PROCESSING: 'yellow',
  AVAILABLE: 'teal',
  ABSENT: 'gray',
  FAILED: 'red',
  EXPIRED: 'gray',
  ERASED: 'gray',
};

const DIRECTION_ICON = { INBOUND: IconArrowDownLeft, OUTBOUND: IconArrowUpRight, UNKNOWN: IconQuestionMark } as const;

export function StatusBadge({ status, reason }: { status: CallStatus; reason: string | null }) {
  const { t } = useI18n();
  return (
    <Tooltip label={reason} disabled={reason === null}>
      <Badge size="md" variant="light" color={STATUS_COLOR[status]} data-value={status}>
        {t.calls.statuses[status]}
        {reason !== null && <VisuallyHidden>: {reason}</VisuallyHidden>}
      </Badge>
    </Tooltip>
  );
}

/** How it stands with a transcript or a recording; why, on hover. */
export function StateBadge({ state, reason }: { state: ArtifactState; reason: string | null }) {
  const { t } = useI18n();
  const why = reason ?? t.calls.stateHints[state];
  if (state === 'NONE') {
    return (
      <Tooltip label={why}>
        <Text span size="xs" c="dimmed" data-value={state}>
          {t.common.none}
          <VisuallyHidden> {why}</VisuallyHidden>
        </Text>
      </Tooltip>
    );
  }
  return (
    <Tooltip label={why}>
      <Badge size="md" variant="light" color={STATE_COLOR[state]} data-value={state}>
        {t.calls.states[state]}
        <VisuallyHidden>: {why}</VisuallyHidden>
      </Badge>
    </Tooltip>
  );
}

export function Direction({ direction }: { direction: CallDirection }) {
  const { t } = useI18n();
  const Icon = DIRECTION_ICON[direction];
  return (
    <Group gap={5} wrap="nowrap">
      <Icon size={15} stroke={1.8} aria-hidden color="var(--quiet)" />
      <span>{t.calls.directions[direction]}</span>
    </Group>
  );
}
