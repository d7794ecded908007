import { useMutation } from '@apollo/client/react';
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCloudDownload } from '@tabler/icons-react';
import { useMay } from '../../api/api-context';
import {
  type ArtifactState,
  type CallRowFragment,
  SyncAudioDocument,
  SyncTranscriptDocument,
} from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { isFinal } from '../../sync/run-status';
import { useLiveRuns } from '../../sync/live-runs';
import { useErrorText } from '../../ui/error-text';
import classes from './call-table.module.css';

const FETCHABLE: readonly ArtifactState[] = ['EXPECTED', 'PROCESSING', 'FAILED', 'ABSENT'];

interface Props {
  call: CallRowFragment;
  what: 'transcript' | 'audio';
  /** With its words, where there is room. */
  inFull?: boolean;
}

/** Fetches what one call lacks; nothing where there is nothing to fetch, as in most rows of a table. */
export function FetchButton(props: Props) {
  const { operate } = useMay();
  const state = props.what === 'transcript' ? props.call.transcriptState : props.call.recordingState;
  return operate && FETCHABLE.includes(state) ? <LiveFetchButton {...props} /> : null;
}

function LiveFetchButton({ call, what, inFull = false }: Props) {
  const { t } = useI18n();
  const { runs, add } = useLiveRuns();
  const textOf = useErrorText();
  const onError = (error: unknown) => void notifications.show({ color: 'red', message: textOf(error) });
  const [syncTranscript, transcript] = useMutation(SyncTranscriptDocument, {
    onCompleted: ({ syncTranscript: { run } }) => add(run),
    onError,
  });
  const [syncAudio, audio] = useMutation(SyncAudioDocument, {
    onCompleted: ({ syncAudio: { run } }) => add(run),
    onError,
  });
  const kind = what === 'transcript' ? 'TRANSCRIPT' : 'AUDIO';
  const working = runs.some((run) => run.call?.id === call.id && run.kind === kind && !isFinal(run));
  const loading = working || transcript.loading || audio.loading;
  const label = what === 'transcript' ? t.calls.fetchTranscript : t.calls.fetchAudio;
  const variables = { callId: call.id };
  const fetch = () => void (what === 'transcript' ? syncTranscript({ variables }) : syncAudio({ variables }));
  if (inFull) {
    return (
      <Button
        size="xs"
        variant="light"
        loading={loading}
        leftSection={<IconCloudDownload size={15} aria-hidden />}
        onClick={fetch}
      >
        {label}
      </Button>
    );
  }
  return (
    <Tooltip label={label}>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        className={loading ? undefined : classes.quiet}
        loading={loading}
        aria-label={label}
        onClick={fetch}
      >
        <IconCloudDownload size={15} />
      </ActionIcon>
    </Tooltip>
  );
}
