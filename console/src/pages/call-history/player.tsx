import { useApolloClient } from '@apollo/client/react';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { RecordingLinkDocument } from '../../api/generated';

interface Player {
  /** Whose recording is loaded. */
  callId: string | null;
  state: 'idle' | 'loading' | 'playing' | 'paused' | 'failed';
  timeSeconds: number;
  durationSeconds: number;
  /** Plays the call's recording, or stops it for a while if it is playing. */
  toggle: (callId: string) => void;
  seek: (seconds: number) => void;
}

const Context = createContext<Player | null>(null);

/** One recording at a time, heard on when its row is scrolled away. The link is asked for when it is needed: it ends. */
export function PlayerProvider({ children }: { children: ReactNode }) {
  const client = useApolloClient();
  const [audio] = useState(() => new Audio());
  const [callId, setCallId] = useState<string | null>(null);
  const [state, setState] = useState<Player['state']>('idle');
  const [timeSeconds, setTime] = useState(0);
  const [durationSeconds, setDuration] = useState(0);
  const wanted = useRef<string | null>(null);

  useEffect(() => {
    const handlers = {
      playing: () => setState('playing'),
      pause: () => setState('paused'),
      timeupdate: () => setTime(audio.currentTime),
      durationchange: () => setDuration(Number.isFinite(audio.duration) ? audio.duration : 0),
      error: () => setState('failed'),
    };
    for (const [event, handler] of Object.entries(handlers)) audio.addEventListener(event, handler);
    return () => {
      for (const [event, handler] of Object.entries(handlers)) audio.removeEventListener(event, handler);
      audio.pause();
      audio.removeAttribute('src');
    };
  }, [audio]);

  const toggle = useCallback(
    (id: string) => {
      const fail = () => {
        if (wanted.current === id) setState('failed');
      };
      if (wanted.current === id && audio.src !== '' && !audio.error) {
        if (audio.paused) audio.play().catch(fail);
        else audio.pause();
        return;
      }
      wanted.current = id;
      audio.pause();
      setCallId(id);
      setState('loading');
      setTime(0);
      setDuration(0);
      client
        .query({ query: RecordingLinkDocument, variables: { id }, fetchPolicy: 'network-only' })
        .then(({ data }) => {
          if (wanted.current !== id) return;
          const url = data?.call?.recording?.url;
          if (url === undefined) return fail();
          audio.src = url;
          return audio.play();
        })
        .catch(fail);
    },
    [audio, client],
  );
  const seek = useCallback(
    (seconds: number) => {
      audio.currentTime = seconds;
      setTime(seconds);
    },
    [audio],
  );

  const value = useMemo(
    () => ({ callId, state, timeSeconds, durationSeconds, toggle, seek }),
    [callId, state, timeSeconds, durationSeconds, toggle, seek],
  );
  return <Context value={value}>{children}</Context>;
}

export function usePlayer(): Player {
  const player = use(Context);
  if (player === null) throw new Error('There is no PlayerProvider above');
  return player;
}
