import { useMutation } from '@apollo/client/react';
import { ActionIcon, Button, Checkbox, Popover, Stack, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconColumns3, IconDownload, IconFileDownload, IconRefresh } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useMay } from '../../api/api-context';
import {
  type ApplicationFieldsFragment,
  type CallFilter,
  ExportCallsDocument,
  SyncPendingDataDocument,
} from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { useLiveRuns } from '../../sync/live-runs';
import { useErrorText } from '../../ui/error-text';
import type { CallView } from './call-filters';
import { type ColumnName, COLUMNS } from './columns';

const SyncDialog = lazy(() => import('./sync-dialog'));

interface Props {
  applications: readonly ApplicationFieldsFragment[];
  view: CallView;
  filter: CallFilter;
  chosenColumns: readonly ColumnName[];
  onColumns: (columns: ColumnName[]) => void;
}

export function CallActions({ applications, view, filter, chosenColumns, onColumns }: Props) {
  const { t } = useI18n();
  const { operate } = useMay();
  const { add } = useLiveRuns();
  const textOf = useErrorText();
  const [syncOpened, syncDialog] = useDisclosure();
  const complain = (error: unknown) => void notifications.show({ color: 'red', message: textOf(error) });
  const [exportCalls, exporting] = useMutation(ExportCallsDocument, {
    onCompleted: ({ exportCalls: link }) => location.assign(link.url), // an attachment: the page stays
    onError: complain,
  });
  const [syncData, syncingData] = useMutation(SyncPendingDataDocument, {
    onCompleted: ({ syncPendingData: { run, alreadyRunning } }) => {
      add(run);
      if (alreadyRunning) notifications.show({ message: t.calls.alreadyRunning });
    },
    onError: complain,
  });
  const only = applications.length === 1 ? applications[0] : undefined;
  const target = applications.find(({ id }) => id === view.application) ?? only;

  return (
    <>
      <ColumnChoice chosen={chosenColumns} onChange={onColumns} />
      <Button
        size="xs"
        variant="default"
        leftSection={<IconFileDownload size={15} aria-hidden />}
        loading={exporting.loading}
        onClick={() => void exportCalls({ variables: { filter } })}
      >
        {t.calls.export}
      </Button>
      {operate && applications.length > 0 && (
        <>
          <Tooltip label={t.calls.chooseApplication} disabled={target !== undefined}>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconDownload size={15} aria-hidden />}
              data-disabled={target === undefined || undefined}
              loading={syncingData.loading}
              onClick={() => {
                if (target) void syncData({ variables: { applicationId: target.id } });
                else notifications.show({ message: t.calls.chooseApplication });
              }}
            >
              {t.calls.syncData}
            </Button>
          </Tooltip>
          <Button size="xs" leftSection={<IconRefresh size={15} aria-hidden />} onClick={syncDialog.open}>
            {t.calls.sync}
          </Button>
          <Suspense>
            <SyncDialog
              opened={syncOpened}
              onClose={syncDialog.close}
              applications={applications}
              preferred={target?.id ?? null}
            />
          </Suspense>
        </>
      )}
    </>
  );
}

function ColumnChoice({
  chosen,
  onChange,
}: {
  chosen: readonly ColumnName[];
  onChange: (columns: ColumnName[]) => void;
}) {
  const { t } = useI18n();
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={30} aria-label={t.calls.columns} title={t.calls.columns} visibleFrom="sm">
          <IconColumns3 size={16} stroke={1.6} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t.calls.columns}>
        <Checkbox.Group value={[...chosen]} onChange={(names) => onChange(names)}>
          <Stack gap={8}>
            {COLUMNS.map(({ name }) => (
              <Checkbox
                key={name}
                size="xs"
                value={name}
                label={t.calls.column[name]}
                disabled={name === 'startTime'} // it leads to the call
              />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}
