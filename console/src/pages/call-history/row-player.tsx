import { Text } from '@mantine/core';
import type { CallRowFragment } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import classes from './call-table.module.css';
import { PlayButton } from './play-button';
import { usePlayer } from './player';

/** The recording of a row while it is the one that is heard. */
export function RowPlayer({ call }: { call: CallRowFragment }) {
  const { t, format } = useI18n();
  const { state, timeSeconds, durationSeconds, seek } = usePlayer();
  if (state === 'failed') {
    return (
      <div className={classes.player} role="cell">
        <Text size="xs" c="red" role="alert">
          {t.calls.playFailed}
        </Text>
      </div>
    );
  }
  return (
    <div className={classes.player} role="cell">
      <PlayButton call={call} />
      <Text span size="xs" data-testid="player-time">
        {format.duration(timeSeconds)}
      </Text>
      <input
        type="range"
        className={classes.slider}
        aria-label={t.calls.position}
        aria-valuetext={format.duration(timeSeconds)}
        min={0}
        max={Math.max(durationSeconds, 0.1)}
        step={0.1}
        value={timeSeconds}
        onChange={({ currentTarget }) => seek(Number(currentTarget.value))}
      />
      <Text span size="xs" c="dimmed">
        {format.duration(durationSeconds)}
      </Text>
    </div>
  );
}
