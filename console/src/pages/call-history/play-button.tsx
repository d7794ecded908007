import { ActionIcon } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import type { CallRowFragment } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { farNumber } from '../../ui/far-number';
import { usePlayer } from './player';

export function PlayButton({ call }: { call: CallRowFragment }) {
  const { t } = useI18n();
  const player = usePlayer();
  const mine = player.callId === call.id;
  const playing = mine && player.state === 'playing';
  const Icon = playing ? IconPlayerPauseFilled : IconPlayerPlayFilled;
  return (
    <ActionIcon
      size={24}
      radius="xl"
      variant={mine ? 'filled' : 'light'}
      loading={mine && player.state === 'loading'}
      aria-label={playing ? t.calls.pause : t.calls.play(farNumber(call) ?? t.calls.noNumber)}
      onClick={() => player.toggle(call.id)}
    >
      <Icon size={12} />
    </ActionIcon>
  );
}
