import { useQuery } from '@apollo/client/react';
import { useCallback, useEffect, useState } from 'react';
import { RecordingLinkDocument, type RecordingLinkQuery } from '../../api/generated';

export interface CallAudio {
  element: HTMLAudioElement;
  recording: NonNullable<RecordingLinkQuery['call']>['recording'];
  playing: boolean;
  failed: boolean;
  timeSeconds: number;
  durationSeconds: number;
  toggle: () => void;
  /** Plays from there. */
  playFrom: (seconds: number) => void;
}

/** The recording of one call, which has to stay the same; its link is good for four hours and is asked for anew each time. */
export function useAudio(id: string, available: boolean): CallAudio {
  const [element] = useState(() => new Audio());
  const { data } = useQuery(RecordingLinkDocument, {
    variables: { id },
    skip: !available,
    fetchPolicy: 'network-only',
    nextFetchPolicy: 'cache-only', // another link of the same file would begin it anew
  });
  const recording = data?.call?.recording ?? null;
  const [playing, setPlaying] = useState(false);
  const [failed, setFailed] = useState(false);
  const [timeSeconds, setTime] = useState(0);
  const [durationSeconds, setDuration] = useState(0);

  useEffect(() => {
    const handlers = {
      playing: () => setPlaying(true),
      pause: () => setPlaying(false),
      timeupdate: () => setTime(element.currentTime),
      seeked: () => setTime(element.currentTime),
      durationchange: () => setDuration(Number.isFinite(element.duration) ? element.duration : 0),
      error: () => setFailed(true),
    };
    for (const [event, handler] of Object.entries(handlers)) element.addEventListener(event, handler);
    return () => {
      for (const [event, handler] of Object.entries(handlers)) element.removeEventListener(event, handler);
      element.pause();
    };
  }, [element]);

  const url = recording?.url;
  useEffect(() => {
    if (url === undefined) return;
    setFailed(false);
    element.preload = 'metadata';
    element.src = url;
  }, [element, url]);

  const play = useCallback(() => void element.play().catch(() => undefined), [element]); // `error` tells
  const toggle = useCallback(() => (element.paused ? play() : element.pause()), [element, play]);
  const playFrom = useCallback(
    (seconds: number) => {
      element.currentTime = seconds;
      play();
    },
    [element, play],
  );
  return { element, recording, playing, failed, timeSeconds, durationSeconds, toggle, playFrom };
}
