import { useApolloClient, useQuery } from '@apollo/client/react';
import { Anchor, Button, CopyButton, Group, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { IconArrowLeft, IconLink, IconPhoneOff } from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { useSignedIn } from '../../api/api-context';
import { codeOf } from '../../api/client';
import { CallDetailsDocument, CallUpdatedDocument } from '../../api/generated';
import { useRestored } from '../../api/line';
import { useI18n } from '../../i18n/i18n';
import { Direction, StatusBadge } from '../../ui/call-parts';
import { EmptyState } from '../../ui/empty-state';
import { ErrorNote } from '../../ui/error-note';
import { farNumber } from '../../ui/far-number';
import { PageHead } from '../../ui/page-head';
import { AudioPanel } from './audio-panel';
import { EraseButton } from './erase-button';
import { FactsPanel } from './facts-panel';
import { LegsPanel } from './legs-panel';
import { SummaryPanel } from './summary-panel';
import { TranscriptPanel } from './transcript-panel';
import { useAudio } from './use-audio';
import { again } from '../../api/again';

export default function CallPage() {
  const { id = '' } = useParams();
  return <CallView key={id} id={id} />;
}

function CallView({ id }: { id: string }) {
  const { t, format } = useI18n();
  const { data, error, refetch } = useQuery(CallDetailsDocument, { variables: { id } });
  const call = data?.call;
  const audio = useAudio(id, call?.recordingState === 'AVAILABLE');
  const askAgain = useMemo(() => again(refetch), [refetch]);
  useFollow(id, call?.application.id, askAgain);

  if (codeOf(error) === 'NOT_FOUND' || codeOf(error) === 'BAD_USER_INPUT') {
    return (
      <EmptyState icon={IconPhoneOff} title={t.call.notFound} hint={t.nav.notFoundHint}>
        <Button component={Link} to="/voximplant/call-history" variant="light">
          {t.nav.toStart}
        </Button>
      </EmptyState>
    );
  }
  if (error && !call) return <ErrorNote error={error} onRetry={askAgain} />;
  if (!call) return <Skeleton height={320} radius="md" />;
  return (
    <>
      <BackLink />
      <PageHead
        title={t.call.title(farNumber(call) ?? t.calls.noNumber)}
        lead={
          <Group gap="sm">
            <StatusBadge status={call.status} reason={call.statusReason} />
            <Direction direction={call.direction} />
            <Text size="sm" title={format.exact(call.startTime)}>
              {format.dateTime(call.startTime)}
            </Text>
            {call.durationSeconds !== null && <Text size="sm">{format.duration(call.durationSeconds)}</Text>}
          </Group>
        }
      >
        <CopyButton value={location.href}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" leftSection={<IconLink size={14} aria-hidden />} onClick={copy}>
              {copied ? t.common.copied : t.call.copyLink}
            </Button>
          )}
        </CopyButton>
        <EraseButton call={call} />
      </PageHead>
      <Stack gap="md">
        <AudioPanel call={call} audio={audio} />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <TranscriptPanel call={call} audio={audio} />
          <Stack gap="md">
            <SummaryPanel call={call} />
            <FactsPanel call={call} />
            <LegsPanel call={call} />
          </Stack>
        </SimpleGrid>
      </Stack>
    </>
  );
}

/** Back to the view that one came from, else to the list. */
function BackLink() {
  const { t } = useI18n();
  const navigate = useNavigate();
  const { key } = useLocation();
  return (
    <Anchor
      component={Link}
      to="/voximplant/call-history"
      size="sm"
      mb={6}
      display="inline-flex"
      onClick={(event) => {
        if (key === 'default') return; // opened here
        event.preventDefault();
        void navigate(-1);
      }}
    >
      <IconArrowLeft size={16} aria-hidden style={{ alignSelf: 'center', marginRight: 4 }} />
      {t.calls.title}
    </Anchor>
  );
}

/** Asks again when the call changes, or may have changed while the line was lost. */
function useFollow(id: string, applicationId: string | undefined, askAgain: () => void): void {
  const client = useApolloClient();
  const restored = useRestored(useSignedIn().line);
  useEffect(() => {
    if (applicationId === undefined) return;
    const subscription = client.subscribe({ query: CallUpdatedDocument, variables: { applicationId } }).subscribe({
      next: ({ data }) => {
        if (data?.callUpdated.id === id) askAgain();
      },
      error: () => undefined,
    });
    return () => subscription.unsubscribe();
  }, [client, id, applicationId, askAgain]);
  useEffect(() => {
    if (restored > 0) askAgain();
  }, [restored, askAgain]);
}
