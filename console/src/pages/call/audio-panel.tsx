import { ActionIcon, Button, Group, SegmentedControl, Skeleton, Text, Tooltip } from '@mantine/core';
import { IconDownload, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import type { CallDetailsQuery } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { StateBadge } from '../../ui/call-parts';
import { FetchButton } from '../call-history/fetch-button';
import type { CallAudio } from './use-audio';

export type CallDetails = NonNullable<CallDetailsQuery['call']>;

const Waveform = lazy(() => import('./waveform'));
const SPEEDS = ['0.75', '1', '1.25', '1.5', '2'];

export function AudioPanel({ call, audio }: { call: CallDetails; audio: CallAudio }) {
  const { t, format } = useI18n();
  const [speed, setSpeed] = useState('1');
  const { recording } = audio;
  if (call.recordingState !== 'AVAILABLE') {
    return (
      <Group className="panel" p="md" gap="sm">
        <Text size="sm" fw={600}>
          {t.call.noAudio}
        </Text>
        <StateBadge state={call.recordingState} reason={call.recordingReason} />
        <Text size="sm" c="dimmed">
          {call.recordingReason ?? t.calls.stateHints[call.recordingState]}
        </Text>
        <FetchButton call={call} what="audio" inFull />
      </Group>
    );
  }
  return (
    <section className="panel" aria-label={t.call.audio} style={{ padding: 'var(--mantine-spacing-md)' }}>
      {recording ? (
        <Suspense fallback={<Skeleton height={64} />}>
          <Waveform audio={audio} url={recording.url} byteSize={recording.byteSize} />
        </Suspense>
      ) : (
        <Skeleton height={64} />
      )}
      {audio.failed && (
        <Text size="sm" c="red" role="alert" mt="xs">
          {t.calls.playFailed}
        </Text>
      )}
      <Group justify="space-between" gap="sm" mt="sm">
        <Group gap="sm">
          <ActionIcon
            size={38}
            radius="xl"
            variant="filled"
            aria-label={audio.playing ? t.calls.pause : t.calls.play(call.toNumber ?? t.calls.noNumber)}
            onClick={audio.toggle}
            disabled={!recording}
          >
            {audio.playing ? <IconPlayerPauseFilled size={17} /> : <IconPlayerPlayFilled size={17} />}
          </ActionIcon>
          <Text size="sm" data-testid="audio-time">
            {format.duration(audio.timeSeconds)} / {format.duration(audio.durationSeconds)}
          </Text>
        </Group>
        <Group gap="sm">
          <SegmentedControl
            size="xs"
            aria-label={t.call.speed}
            value={speed}
            onChange={(next) => {
              setSpeed(next);
              audio.element.playbackRate = Number(next);
            }}
            data={SPEEDS.map((value) => ({ value, label: `${format.rate(Number(value))}×` }))}
          />
          {recording && (
            <Tooltip label={`${recording.contentType}, ${format.megabytes(recording.byteSize)}`}>
              <Button
                component="a"
                href={recording.url}
                download={`${call.callId}.mp3`}
                size="xs"
                variant="default"
                leftSection={<IconDownload size={14} aria-hidden />}
                aria-label={t.call.download}
              >
                {t.common.download}
              </Button>
            </Tooltip>
          )}
        </Group>
      </Group>
    </section>
  );
}
