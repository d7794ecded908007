import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import WaveSurfer from 'wavesurfer.js';
import { useI18n } from '../../i18n/i18n';
import type { CallAudio } from './use-audio';

/** A longer recording is not decoded for its picture: it would take as much memory as ten of its kind. */
const MOST_BYTES = 30_000_000;
const HEIGHT_PX = 64;
const COLORS = { light: ['#aab4c8', '#4263eb'], dark: ['#5c6370', '#748ffc'] } as const;

interface Props {
  audio: CallAudio;
  url: string;
  byteSize: number;
}

/** The recording as it sounds; where it cannot be drawn, a plain line to seek by. */
export default function Waveform({ audio, url, byteSize }: Props) {
  const { t, format } = useI18n();
  const scheme = useComputedColorScheme('light');
  const container = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<'drawing' | 'drawn' | 'plain'>(byteSize > MOST_BYTES ? 'plain' : 'drawing');
  const { element } = audio;

  useEffect(() => {
    if (!container.current || byteSize > MOST_BYTES) return;
    const aborting = new AbortController();
    const [waveColor, progressColor] = COLORS[scheme];
    let surfer: WaveSurfer | undefined;
    const draw = async (target: HTMLElement) => {
      const bytes = await (await fetch(url, { signal: aborting.signal })).arrayBuffer();
      const context = new OfflineAudioContext(1, 1, 8000);
      const decoded = await context.decodeAudioData(bytes);
      if (aborting.signal.aborted) return;
      surfer = WaveSurfer.create({
        container: target,
        media: element,
        peaks: Array.from({ length: decoded.numberOfChannels }, (_, channel) => decoded.getChannelData(channel)),
        duration: decoded.duration,
        height: HEIGHT_PX,
        waveColor,
        progressColor,
        cursorColor: progressColor,
        barWidth: 2,
        barGap: 1,
        barRadius: 2,
        normalize: true,
        dragToSeek: true,
      });
      setState('drawn');
    };
    draw(container.current).catch(() => {
      if (!aborting.signal.aborted) setState('plain'); // the line below stays
    });
    return () => {
      aborting.abort();
      setState('drawing');
      surfer?.destroy();
    };
  }, [element, url, byteSize, scheme]);

  return (
    <>
      <div
        ref={container}
        title={state === 'drawn' ? t.call.waveform : undefined}
        style={{ height: state === 'plain' ? 0 : HEIGHT_PX }}
        data-drawn={state === 'drawn' || undefined}
      />
      <input
        type="range"
        aria-label={t.calls.position}
        aria-valuetext={format.duration(audio.timeSeconds)}
        min={0}
        max={Math.max(audio.durationSeconds, 0.1)}
        step={0.1}
        value={audio.timeSeconds}
        onChange={({ currentTarget }) => (element.currentTime = Number(currentTarget.value))}
        style={{ width: '100%', marginTop: 8, accentColor: 'var(--mantine-color-indigo-filled)' }}
      />
    </>
  );
}
