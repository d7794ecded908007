import { useMutation } from '@apollo/client/react';
import { ActionIcon, Badge, Box, Button, Group, Progress, Text, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerStop, IconX } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useMay } from '../api/api-context';
import { CancelSyncDocument, RetrySyncDocument } from '../api/generated';
import { useI18n } from '../i18n/i18n';
import { useErrorText } from '../ui/error-text';
import { type Run, useLiveRuns } from './live-runs';
import { isFinal, STATUS_COLOR } from './run-status';
import { useRunCounts } from './use-run-counts';

/** How long a success stays in view. */
const SHOWN_MS = 12_000;

/** One run as it goes: how far, how fast, how long still; then what it has come to. */
export function RunBar({ run }: { run: Run }) {
  const { t, format } = useI18n();
  const { dismiss } = useLiveRuns();
  const counts = useRunCounts(run);
  const final = isFinal(run);
  const { progress } = run;

  useEffect(() => {
    if (run.status !== 'SUCCEEDED') return;
    const timer = setTimeout(() => dismiss(run.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [run.id, run.status, dismiss]);

  const facts = [
    progress.total === null
      ? format.integer(progress.done)
      : t.runs.of(format.integer(progress.done), format.integer(progress.total)),
    !final && progress.itemsPerSecond ? t.runs.rate(format.rate(progress.itemsPerSecond)) : null,
    !final && progress.etaSeconds !== null ? t.runs.left(format.duration(progress.etaSeconds)) : null,
    run.status === 'WAITING' && run.resumeAt !== null ? t.runs.waitingUntil(format.clock(run.resumeAt)) : null,
  ].filter((fact) => fact !== null);

  return (
    <Box className="panel" p="sm" data-run={run.id} data-status={run.status}>
      <Group justify="space-between" gap="xs" mb={6}>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {run.status === 'SUCCEEDED' ? t.runs.done[run.kind] : t.runs.kind[run.kind]}
          </Text>
          <Text size="sm" c="dimmed">
            {run.application.name}
          </Text>
          <Badge size="sm" variant="light" color={STATUS_COLOR[run.status]}>
            {t.runs.status[run.status]}
          </Badge>
        </Group>
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            {facts.join(' · ')}
          </Text>
          <RunActions run={run} />
        </Group>
      </Group>
      <Progress.Root size={6}>
        <Progress.Section
          value={(progress.fraction ?? (final ? 1 : 0.02)) * 100}
          color={STATUS_COLOR[run.status]}
          animated={!final && progress.fraction === null}
          striped={!final && progress.fraction === null}
          aria-label={t.runs.progress}
        />
      </Progress.Root>
      {counts.length > 0 && (
        <Text size="xs" c="dimmed" mt={6}>
          {counts.join(' · ')}
        </Text>
      )}
      {run.error && (
        <Text size="sm" c="red" mt={6} role="alert">
          {run.error.message} ({run.error.code})
        </Text>
      )}
    </Box>
  );
}

function RunActions({ run }: { run: Run }) {
  const { t } = useI18n();
  const { operate } = useMay();
  const { add, dismiss } = useLiveRuns();
  const textOf = useErrorText();
  const onError = (error: unknown) => void notifications.show({ color: 'red', message: textOf(error) });
  const [cancel] = useMutation(CancelSyncDocument, { onCompleted: ({ cancelSync }) => add(cancelSync.run), onError });
  const [retry, retrying] = useMutation(RetrySyncDocument, {
    onError,
    onCompleted: ({ retrySync }) => {
      dismiss(run.id);
      add(retrySync.run);
    },
  });
  const variables = { id: run.id };
  if (!isFinal(run)) {
    return operate ? (
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconPlayerStop size={13} aria-hidden />}
        disabled={run.status === 'CANCELLING'}
        onClick={() => void cancel({ variables })}
      >
        {t.runs.stop}
      </Button>
    ) : null;
  }
  return (
    <>
      {operate && run.status !== 'SUCCEEDED' && (
        <Button
          size="compact-xs"
          variant="default"
          loading={retrying.loading}
          onClick={() => void retry({ variables })}
        >
          {t.runs.retry}
        </Button>
      )}
      <Tooltip label={t.runs.dismiss}>
        <ActionIcon size="sm" variant="subtle" color="gray" aria-label={t.runs.dismiss} onClick={() => dismiss(run.id)}>
          <IconX size={15} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
