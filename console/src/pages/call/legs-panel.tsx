import { Group, Stack, Text } from '@mantine/core';
import { useI18n } from '../../i18n/i18n';
import { Direction } from '../../ui/call-parts';
import { Panel } from '../../ui/panel';
import type { CallDetails } from './audio-panel';
import classes from './call.module.css';

/** The legs on one time line, from the start of the first to the end of the last. */
export function LegsPanel({ call }: { call: CallDetails }) {
  const { t, format } = useI18n();
  const spans = call.legs.map(({ startTime, durationSeconds }) => {
    const start = Date.parse(startTime);
    return { start, end: start + (durationSeconds ?? 0) * 1000 };
  });
  const from = Math.min(Date.parse(call.startTime), ...spans.map(({ start }) => start));
  const to = Math.max(from + 1000, from + (call.durationSeconds ?? 0) * 1000, ...spans.map(({ end }) => end));
  const percent = (ms: number) => `${(ms / (to - from)) * 100}%`;
  return (
    <Panel title={t.call.legs}>
      {call.legs.length === 0 && (
        <Text size="sm" c="dimmed">
          {t.call.noLegs}
        </Text>
      )}
      <Stack gap="md">
        {call.legs.map((leg, index) => {
          const { start, end } = spans[index] ?? { start: from, end: from };
          return (
            <div key={leg.legId}>
              <Group justify="space-between" gap="xs" mb={5}>
                <Group gap="xs">
                  <Text size="xs" component="div">
                    <Direction direction={leg.direction} />
                  </Text>
                  <Text size="xs" fw={600}>
                    {leg.remoteNumber ?? t.calls.noNumber}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {leg.remoteNumberType}
                  </Text>
                </Group>
                <Text size="xs" c="dimmed">
                  {[
                    leg.successful ? t.call.successful : t.call.unsuccessful,
                    leg.durationSeconds !== null && format.duration(leg.durationSeconds),
                    leg.cost && format.money(leg.cost),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </Text>
              </Group>
              <div className={classes.track} title={`${format.clock(leg.startTime)} ${leg.endReason ?? ''}`}>
                <div
                  className={classes.leg}
                  data-failed={!leg.successful || undefined}
                  style={{ left: percent(start - from), width: percent(end - start) }}
                />
              </div>
              {leg.endReason !== null && (
                <Text size="xs" c="dimmed" mt={3}>
                  {leg.endReason}
                </Text>
              )}
            </div>
          );
        })}
      </Stack>
    </Panel>
  );
}
