import { useLocalStorage } from '@mantine/hooks';
import { useMemo } from 'react';
import { type ColumnName, COLUMNS } from './columns';

const DEFAULT = COLUMNS.filter(({ byDefault }) => byDefault).map(({ name }) => name);

/** The columns that the viewer has chosen, kept in this browser; their order is ours. */
export function useColumns() {
  const [chosen, setChosen] = useLocalStorage<ColumnName[]>({
    key: 'voxsync.columns',
    defaultValue: DEFAULT,
    getInitialValueInEffect: false,
  });
  const columns = useMemo(() => COLUMNS.filter(({ name }) => chosen.includes(name)), [chosen]);
  return { columns, chosen, setChosen };
}
