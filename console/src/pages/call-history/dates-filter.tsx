import { IconCalendar } from '@tabler/icons-react';
import dayjs from 'dayjs';
import { useEffect, useState } from 'react';
import { useI18n } from '../../i18n/i18n';
import { DatePickerInput } from '../../ui/date-picker';
import type { CallView } from './call-filters';

interface Props {
  view: CallView;
  onChange: (changes: Partial<CallView>) => void;
}

const DAY = 'YYYY-MM-DD';
const DAYS_BACK = [0, 6, 29, 89];

/** Days of the viewer's zone, both included. A range that is half chosen is nobody's business but the calendar's. */
export default function DatesFilter({ view, onChange }: Props) {
  const { t } = useI18n();
  const [range, setRange] = useState<[string | null, string | null]>([view.from, view.to]);
  useEffect(() => setRange([view.from, view.to]), [view.from, view.to]);
  const presets = DAYS_BACK.map((back) => ({
    value: [dayjs().subtract(back, 'day').format(DAY), dayjs().format(DAY)] as [string, string],
    label: back === 0 ? t.calls.today : t.calls.lastDays(back + 1),
  }));
  return (
    <DatePickerInput
      type="range"
      size="xs"
      w={190}
      label={t.calls.dates}
      placeholder={t.calls.anyTime}
      leftSection={<IconCalendar size={14} stroke={1.6} aria-hidden />}
      valueFormat="D MMM YYYY"
      allowSingleDateInRange
      maxDate={new Date()}
      presets={presets}
      value={range}
      onChange={([from, to]) => {
        setRange([from, to]);
        if ((from === null) === (to === null)) onChange({ from, to });
      }}
      clearable
    />
  );
}
