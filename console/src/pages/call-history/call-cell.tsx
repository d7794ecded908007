import { Text } from '@mantine/core';
import { Link } from 'react-router';
import type { CallRowFragment } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { Direction, StateBadge, StatusBadge } from '../../ui/call-parts';
import classes from './call-table.module.css';
import type { ColumnName } from './columns';
import { FetchButton } from './fetch-button';
import { PlayButton } from './play-button';

export function CallCell({ call, column, search }: { call: CallRowFragment; column: ColumnName; search: string }) {
  const { t, format } = useI18n();
  switch (column) {
    case 'startTime':
      return (
        <Link
          to={`/voximplant/call-history/${call.id}`}
          state={{ search }}
          className={classes.link}
          title={format.exact(call.startTime)}
        >
          {format.shortTime(call.startTime)}
        </Link>
      );
    case 'direction':
      return <Direction direction={call.direction} />;
    case 'fromNumber':
    case 'toNumber':
      return <span className={classes.clip}>{call[column] ?? <Dash />}</span>;
    case 'durationSeconds':
      return call.durationSeconds === null ? <Dash /> : <>{format.duration(call.durationSeconds)}</>;
    case 'status':
      return <StatusBadge status={call.status} reason={call.statusReason} />;
    case 'cost':
      return call.cost === null ? <Dash title={t.call.costUnknown} /> : <>{format.money(call.cost)}</>;
    case 'transcript':
      return (
        <>
          <StateBadge state={call.transcriptState} reason={call.transcriptReason} />
          <FetchButton call={call} what="transcript" />
        </>
      );
    case 'recording':
      return (
        <>
          {call.recordingState === 'AVAILABLE' && <PlayButton call={call} />}
          <StateBadge state={call.recordingState} reason={call.recordingReason} />
          <FetchButton call={call} what="audio" />
        </>
      );
    case 'application':
      return <span className={classes.clip}>{call.application.name}</span>;
    case 'callId':
      return <span className={classes.clip}>{call.callId}</span>;
  }
}

function Dash({ title }: { title?: string }) {
  const { t } = useI18n();
  return (
    <Text span size="xs" c="dimmed" title={title}>
      {t.common.none}
    </Text>
  );
}
