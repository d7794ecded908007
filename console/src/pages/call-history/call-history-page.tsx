import { useQuery } from '@apollo/client/react';
import { Stack } from '@mantine/core';
import { useState } from 'react';
import { ApplicationsDocument } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { RunBar } from '../../sync/run-bar';
import { useLiveRuns } from '../../sync/live-runs';
import { ErrorNote } from '../../ui/error-note';
import { PageHead } from '../../ui/page-head';
import { CallActions } from './call-actions';
import { CallTable } from './call-table';
import { FilterBar } from './filter-bar';
import { isNarrowed } from './call-filters';
import { NoCalls } from './no-calls';
import { PlayerProvider } from './player';
import { useCallList } from './use-call-list';
import { useCallView } from './use-call-view';
import { useColumns } from './use-columns';

export function CallHistoryPage() {
  const { t, format } = useI18n();
  const { view, filter, change } = useCallView();
  const [atTop, setAtTop] = useState(true);
  const list = useCallList(filter, view.order, atTop);
  const { columns, chosen, setChosen } = useColumns();
  const { data } = useQuery(ApplicationsDocument);
  const { runs } = useLiveRuns();
  const shownRuns = runs.filter(
    ({ application, call }) => call === null && (view.application === null || view.application === application.id),
  );
  const applications = data?.applications ?? [];
  const count =
    list.totalCount === undefined ? t.calls.counting : t.calls.count(list.totalCount, format.integer(list.totalCount));

  return (
    <PlayerProvider>
      <PageHead title={t.calls.title} lead={<span aria-live="polite">{count}</span>}>
        <CallActions
          applications={applications}
          view={view}
          filter={filter}
          chosenColumns={chosen}
          onColumns={setChosen}
        />
      </PageHead>
      <Stack gap="sm">
        {shownRuns.map((run) => (
          <RunBar key={run.id} run={run} />
        ))}
        <FilterBar view={view} applications={applications} onChange={change} />
        {list.error ? (
          <ErrorNote error={list.error} onRetry={list.retry} />
        ) : !list.loading && list.edges.length === 0 ? (
          <NoCalls narrowed={isNarrowed(view)} hasApplications={applications.length > 0} known={data !== undefined} />
        ) : (
          <CallTable
            list={list}
            columns={columns}
            order={view.order}
            onOrder={(order) => change({ order })}
            onAtTop={setAtTop}
            search={view.text}
          />
        )}
      </Stack>
    </PlayerProvider>
  );
}
