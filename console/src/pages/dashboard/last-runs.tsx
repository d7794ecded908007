import { useQuery } from '@apollo/client/react';
import { Anchor, Badge, Box, Collapse, Skeleton, Table, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Fragment, useEffect } from 'react';
import { Link } from 'react-router';
import { type RunsQuery, RunsDocument } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { useLiveRuns } from '../../sync/live-runs';
import { isFinal, STATUS_COLOR } from '../../sync/run-status';
import { useRunCounts } from '../../sync/use-run-counts';
import { ErrorNote } from '../../ui/error-note';
import { Panel } from '../../ui/panel';
import { WideTable } from '../../ui/wide-table';
import { again } from '../../api/again';

type Run = RunsQuery['syncRuns']['nodes'][number];

const SHOWN = 15;

/** What was synced last, and what of it failed. */
export function LastRuns({ applicationId }: { applicationId: string | null }) {
  const { t } = useI18n();
  const { data, error, refetch } = useQuery(RunsDocument, { variables: { applicationId, first: SHOWN } });
  const { runs } = useLiveRuns();
  const ended = runs.filter(isFinal).length;
  useEffect(() => {
    if (ended > 0) again(refetch)();
  }, [ended, refetch]);
  return (
    <Panel title={t.dashboard.runs}>
      {error && !data && <ErrorNote error={error} onRetry={again(refetch)} />}
      {!data && !error && <Skeleton height={120} />}
      {data?.syncRuns.nodes.length === 0 && (
        <Text size="sm" c="dimmed">
          {t.dashboard.noRuns}
        </Text>
      )}
      {data && data.syncRuns.nodes.length > 0 && (
        <WideTable label={t.dashboard.runs} minWidth={680} verticalSpacing={7} fz={13}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t.dashboard.run}</Table.Th>
              <Table.Th>{t.calls.application}</Table.Th>
              <Table.Th>{t.dashboard.started}</Table.Th>
              <Table.Th>{t.dashboard.took}</Table.Th>
              <Table.Th>{t.calls.status}</Table.Th>
              <Table.Th>{t.dashboard.result}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.syncRuns.nodes.map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </Panel>
  );
}

function RunRow({ run }: { run: Run }) {
  const { t, format } = useI18n();
  const counts = useRunCounts(run);
  const [opened, { toggle }] = useDisclosure();
  const tookMs =
    run.finishedAt !== null && run.startedAt !== null ? Date.parse(run.finishedAt) - Date.parse(run.startedAt) : null;
  const { failures } = run;
  return (
    <Fragment>
      <Table.Tr>
        <Table.Td>
          {t.runs.kind[run.kind]}{' '}
          <Text span size="xs" c="dimmed">
            {t.runs.trigger[run.trigger]}
          </Text>
        </Table.Td>
        <Table.Td>{run.application.name}</Table.Td>
        <Table.Td>{format.dateTime(run.createdAt)}</Table.Td>
        <Table.Td>{tookMs === null ? t.common.none : format.duration(tookMs / 1000)}</Table.Td>
        <Table.Td>
          <Badge variant="light" color={STATUS_COLOR[run.status]}>
            {t.runs.status[run.status]}
          </Badge>
        </Table.Td>
        <Table.Td>
          <Text size="xs" c="dimmed">
            {counts.join(' · ')}
          </Text>
          {run.error && (
            <Text size="xs" c="red">
              {run.error.message} ({run.error.code})
            </Text>
          )}
          {failures.length > 0 && (
            <UnstyledButton onClick={toggle} aria-expanded={opened}>
              <Text size="xs" c="red" td="underline">
                {t.dashboard.failures(failures.length)}
              </Text>
            </UnstyledButton>
          )}
        </Table.Td>
      </Table.Tr>
      {failures.length > 0 && (
        <Table.Tr style={{ border: 0 }}>
          <Table.Td colSpan={6} py={0}>
            <Collapse expanded={opened}>
              <Box pb="xs">
                {failures.map(({ at, code, message, call }, index) => (
                  <Text key={index} size="xs">
                    {format.clock(at)} · {code} · {message}{' '}
                    {call && (
                      <Anchor component={Link} to={`/voximplant/call-history/${call.id}`} size="xs">
                        {call.callId}
                      </Anchor>
                    )}
                  </Text>
                ))}
              </Box>
            </Collapse>
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}
