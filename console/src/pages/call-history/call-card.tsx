import { Group, Text } from '@mantine/core';
import { memo } from 'react';
import { Link } from 'react-router';
import { useI18n } from '../../i18n/i18n';
import { Direction, StateBadge, StatusBadge } from '../../ui/call-parts';
import { farNumber } from '../../ui/far-number';
import classes from './call-table.module.css';
import type { CallRowProps } from './call-row';
import { Excerpt } from './excerpt';
import { PlayButton } from './play-button';
import { RowPlayer } from './row-player';

/** The row of a call where there is no room for columns. */
export const CallCard = memo(function CallCard({ edge, search, heard }: CallRowProps) {
  const { t, format } = useI18n();
  const { node, highlights } = edge;
  return (
    <>
      <div className={classes.card} role="cell">
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Link to={`/voximplant/call-history/${node.id}`} state={{ search }} className={classes.link}>
            {farNumber(node) ?? t.calls.noNumber}
          </Link>
          <StatusBadge status={node.status} reason={node.statusReason} />
        </Group>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Text size="xs" c="dimmed" component="div">
            <Direction direction={node.direction} />
          </Text>
          <Text size="xs" c="dimmed">
            {format.shortTime(node.startTime)}
            {node.durationSeconds !== null && ` · ${format.duration(node.durationSeconds)}`}
          </Text>
        </Group>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Group gap={6} wrap="nowrap">
            {node.recordingState === 'AVAILABLE' && <PlayButton call={node} />}
            <StateBadge state={node.recordingState} reason={node.recordingReason} />
          </Group>
          <Text size="xs" c="dimmed">
            {node.cost === null ? t.common.none : format.money(node.cost)}
          </Text>
        </Group>
      </div>
      {search !== '' && highlights[0] !== undefined && <Excerpt text={highlights[0]} search={search} />}
      {heard && <RowPlayer call={node} />}
    </>
  );
});
