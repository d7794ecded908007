import { useQuery } from '@apollo/client/react';
import { Group, SegmentedControl, Select, SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import dayjs from 'dayjs';
import { lazy, Suspense, useMemo } from 'react';
import { ApplicationsDocument, type CallFilter, StatsDocument } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { RunBar } from '../../sync/run-bar';
import { useLiveRuns } from '../../sync/live-runs';
import { EmptyState } from '../../ui/empty-state';
import { ErrorNote } from '../../ui/error-note';
import { PageHead } from '../../ui/page-head';
import { useAddress } from '../../ui/use-address';
import { startOf } from '../call-history/call-filters';
import { Figures } from './figures';
import { LastRuns } from './last-runs';
import { again } from '../../api/again';

const Charts = lazy(() => import('./charts'));
const PERIODS = ['7', '30', '90'];

export default function DashboardPage() {
  const { t } = useI18n();
  const [address, changeAddress] = useAddress();
  const days = PERIODS.find((period) => period === address.get('days')) ?? '30';
  const applicationId = address.get('application');
  const applications = useQuery(ApplicationsDocument).data?.applications ?? [];
  const { runs } = useLiveRuns();

  const variables = useMemo(() => {
    const first = dayjs()
      .subtract(Number(days) - 1, 'day')
      .format('YYYY-MM-DD');
    const filter: CallFilter = { startTime: { from: startOf(first) }, ...(applicationId && { applicationId }) };
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    return { filter, bucket: 'DAY' as const, timeZone };
  }, [days, applicationId]);
  const { data, previousData, error, refetch } = useQuery(StatsDocument, { variables });
  const stats = (data ?? previousData)?.callStats;

  const change = (name: string, value: string | null) =>
    changeAddress((after) => {
      if (value === null) after.delete(name);
      else after.set(name, value);
      return after;
    });

  return (
    <>
      <PageHead title={t.dashboard.title} lead={t.dashboard.lead}>
        <Group gap="xs">
          <Select
            size="xs"
            aria-label={t.calls.application}
            placeholder={t.calls.allApplications}
            data={applications.map(({ id, name }) => ({ value: id, label: name }))}
            value={applicationId}
            onChange={(id) => change('application', id)}
            clearable
          />
          <SegmentedControl
            size="xs"
            aria-label={t.dashboard.period}
            data={PERIODS.map((value) => ({ value, label: t.calls.lastDays(Number(value)) }))}
            value={days}
            onChange={(value) => change('days', value)}
          />
        </Group>
      </PageHead>
      <Stack gap="md">
        {runs.map((run) => (
          <RunBar key={run.id} run={run} />
        ))}
        {error && !stats && <ErrorNote error={error} onRetry={again(refetch)} />}
        {!stats && !error && <Skeleton height={300} radius="md" />}
        {stats && stats.total > 0 && (
          <>
            <Figures stats={stats} />
            <Suspense
              fallback={
                <SimpleGrid cols={{ base: 1, md: 2 }}>
                  <Skeleton height={260} radius="md" />
                  <Skeleton height={260} radius="md" />
                </SimpleGrid>
              }
            >
              <Charts series={stats.series} />
            </Suspense>
          </>
        )}
        {stats?.total === 0 && (
          <div className="panel">
            <EmptyState icon={IconChartBar} title={t.dashboard.empty} hint={t.calls.noMatchHint} />
          </div>
        )}
        <LastRuns applicationId={applicationId} />
      </Stack>
    </>
  );
}
