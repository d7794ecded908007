import { Badge, Code, Group, Highlight, Stack, Text, TextInput, Title, UnstyledButton } from '@mantine/core';
import { IconSearch, IconTool } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'react-router';
import { useI18n } from '../../i18n/i18n';
import { StateBadge } from '../../ui/call-parts';
import { wordsOf } from '../../ui/search-words';
import { FetchButton } from '../call-history/fetch-button';
import type { CallDetails } from './audio-panel';
import classes from './call.module.css';
import type { CallAudio } from './use-audio';

type Transcript = NonNullable<CallDetails['transcript']>;
type Turn = Transcript['messages'][number];

export function TranscriptPanel({ call, audio }: { call: CallDetails; audio: CallAudio }) {
  const { t } = useI18n();
  const came = useLocation().state as { search?: string } | null;
  const [search, setSearch] = useState(came?.search ?? '');
  const { transcript } = call;
  return (
    <section className="panel" aria-label={t.call.transcript}>
      <Group justify="space-between" p="md" pb="xs" gap="xs">
        <Title order={2} fz={15}>
          {transcript ? t.call.transcript : t.call.noTranscript}
        </Title>
        {transcript ? (
          <TextInput
            size="xs"
            type="search"
            aria-label={t.call.search}
            placeholder={t.call.search}
            leftSection={<IconSearch size={14} aria-hidden />}
            value={search}
            onChange={({ currentTarget }) => setSearch(currentTarget.value)}
          />
        ) : (
          <FetchButton call={call} what="transcript" inFull />
        )}
      </Group>
      {transcript ? (
        <Turns
          turns={transcript.messages}
          search={search}
          audio={audio}
          canPlay={call.recordingState === 'AVAILABLE'}
        />
      ) : (
        <Group p="md" pt={0} gap="xs">
          <StateBadge state={call.transcriptState} reason={call.transcriptReason} />
          <Text size="sm" c="dimmed">
            {call.transcriptReason ?? t.calls.stateHints[call.transcriptState]}
          </Text>
        </Group>
      )}
    </section>
  );
}

interface TurnsProps {
  turns: readonly Turn[];
  search: string;
  audio: CallAudio;
  canPlay: boolean;
}

function Turns({ turns, search, audio, canPlay }: TurnsProps) {
  const { t } = useI18n();
  const words = useMemo(() => wordsOf(search), [search]);
  const heard = useMemo(() => heardAt(turns, audio.timeSeconds), [turns, audio.timeSeconds]);
  const list = useRef<HTMLOListElement>(null);
  const marked = audio.playing || audio.timeSeconds > 0 ? heard : undefined;

  useEffect(() => {
    if (!audio.playing || marked === undefined) return;
    const box = list.current;
    const turn = box?.querySelector<HTMLElement>(`[data-position="${marked}"]`);
    if (!box || !turn) return;
    const above = turn.offsetTop < box.scrollTop;
    const below = turn.offsetTop + turn.offsetHeight > box.scrollTop + box.clientHeight;
    if (above || below) box.scrollTo({ top: turn.offsetTop - 40, behavior: 'smooth' });
  }, [marked, audio.playing]);

  return (
    <ol className={classes.turns} ref={list} tabIndex={0} aria-label={t.call.transcript}>
      {turns.map((turn) => (
        <li key={turn.position} data-position={turn.position} data-heard={turn.position === marked || undefined}>
          <TurnView turn={turn} words={words} heard={turn.position === marked} audio={audio} canPlay={canPlay} />
        </li>
      ))}
    </ol>
  );
}

interface TurnProps extends Pick<TurnsProps, 'audio' | 'canPlay'> {
  turn: Turn;
  words: string[];
  heard: boolean;
}

function TurnView({ turn, words, heard, audio, canPlay }: TurnProps) {
  const { t, format } = useI18n();
  const time = format.duration(turn.offsetSeconds);
  const body = (
    <Stack gap={4}>
      <Group gap={8}>
        <Text size="xs" fw={600} c={turn.role === 'AGENT' ? 'indigo' : undefined} span>
          {turn.role === 'AGENT' ? t.call.agent : t.call.user}
        </Text>
        <Text size="xs" c="dimmed" span>
          {time}
        </Text>
        {turn.interrupted && (
          <Text size="xs" c="dimmed" fs="italic" span>
            {t.call.interrupted}
          </Text>
        )}
      </Group>
      {turn.text !== null && (
        <Highlight component="span" size="sm" highlight={words}>
          {turn.text}
        </Highlight>
      )}
      {turn.toolCalls.map((tool, index) => (
        <Group key={index} gap={6} wrap="nowrap" align="flex-start">
          <IconTool size={14} stroke={1.6} aria-hidden style={{ flex: 'none', marginTop: 2 }} />
          <Text size="xs" c="dimmed" span style={{ overflowWrap: 'anywhere' }}>
            {t.call.tool} <Code>{tool.name}</Code> {tool.arguments && JSON.stringify(tool.arguments)}
            {tool.result !== null && ` → ${tool.result}`}
          </Text>
          {tool.failed && (
            <Badge size="xs" color="red" variant="light">
              {t.call.toolFailed}
            </Badge>
          )}
        </Group>
      ))}
    </Stack>
  );
  if (!canPlay) return <div className={classes.turn}>{body}</div>;
  return (
    <UnstyledButton
      className={classes.turn}
      title={t.call.jumpTo(time)}
      aria-current={heard ? 'true' : undefined}
      onClick={() => audio.playFrom(turn.offsetSeconds)}
    >
      {body}
    </UnstyledButton>
  );
}

/** The position of the turn that is heard at an instant: the last that has begun, whatever their order. */
function heardAt(turns: readonly Turn[], seconds: number): number | undefined {
  let heard: Turn | undefined;
  for (const turn of turns) {
    if (turn.offsetSeconds <= seconds + 0.05 && (heard === undefined || turn.offsetSeconds >= heard.offsetSeconds)) {
      heard = turn;
    }
  }
  return heard?.position;
}
