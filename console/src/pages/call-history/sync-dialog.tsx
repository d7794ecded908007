import { useMutation } from '@apollo/client/react';
import { Button, Checkbox, Group, Modal, Radio, Select, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useState } from 'react';
import { type ApplicationFieldsFragment, SyncCallsDocument } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { useLiveRuns } from '../../sync/live-runs';
import { ErrorNote } from '../../ui/error-note';
import { DatePickerInput } from '../../ui/date-picker';
import { startOf } from './call-filters';

interface Props {
  opened: boolean;
  onClose: () => void;
  applications: readonly ApplicationFieldsFragment[];
  preferred: string | null;
}

/** Starts a sync of calls: what is new, or a range of days of the viewer's zone. */
export default function SyncDialog({ opened, onClose, applications, preferred }: Props) {
  const { t } = useI18n();
  const { add } = useLiveRuns();
  const [applicationId, setApplicationId] = useState(preferred);
  const [what, setWhat] = useState('latest');
  const [range, setRange] = useState<[string | null, string | null]>([null, null]);
  const [includeData, setIncludeData] = useState(true);
  const [syncCalls, { loading, error, reset }] = useMutation(SyncCallsDocument, {
    onCompleted: ({ syncCalls: { run, alreadyRunning } }) => {
      add(run);
      if (alreadyRunning) notifications.show({ message: t.calls.alreadyRunning });
      onClose();
    },
    onError: () => undefined, // shown below
  });
  useEffect(() => {
    if (!opened) return;
    setApplicationId(preferred);
    reset();
  }, [opened, preferred, reset]);

  const [from, to] = range;
  const complete = applicationId !== null && (what === 'latest' || (from !== null && to !== null));
  const start = () => {
    if (!complete) return;
    const dates = what === 'range' && from && to ? { from: startOf(from), to: startOf(to, 1) } : {};
    void syncCalls({ variables: { input: { applicationId, includeData, ...dates } } });
  };

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t.calls.syncTitle}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      <Stack gap="md">
        <Select
          label={t.calls.application}
          data={applications.map(({ id, name, account }) => ({ value: id, label: `${name} (${account.name})` }))}
          value={applicationId}
          onChange={setApplicationId}
          allowDeselect={false}
          required
        />
        <Radio.Group value={what} onChange={setWhat} aria-label={t.calls.dates}>
          <Stack gap="xs">
            <Radio value="latest" label={t.calls.syncLatest} description={t.calls.syncLatestHint} />
            <Radio value="range" label={t.calls.syncRange} />
          </Stack>
        </Radio.Group>
        {what === 'range' && (
          <DatePickerInput
            type="range"
            label={t.calls.dates}
            valueFormat="D MMM YYYY"
            allowSingleDateInRange
            maxDate={new Date()}
            value={range}
            onChange={setRange}
            required
          />
        )}
        <Checkbox
          label={t.calls.syncWithData}
          checked={includeData}
          onChange={({ currentTarget }) => setIncludeData(currentTarget.checked)}
        />
        {error && <ErrorNote error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t.common.cancel}
          </Button>
          <Button onClick={start} loading={loading} disabled={!complete}>
            {t.calls.syncStart}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
