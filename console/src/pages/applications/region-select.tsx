import { Select, type SelectProps } from '@mantine/core';
import { useI18n } from '../../i18n/i18n';

/** Where the ElevenLabs workspace lives. */
export function RegionSelect(props: Omit<SelectProps, 'data' | 'label'>) {
  const { t } = useI18n();
  const data = Object.entries(t.applications.regions).map(([value, label]) => ({ value, label }));
  return <Select label={t.applications.region} data={data} allowDeselect={false} {...props} />;
}
