import { Table, type TableProps } from '@mantine/core';

interface Props extends TableProps {
  /** What the table is of; it can be scrolled by keyboard where it does not fit. */
  label: string;
  minWidth: number;
}

export function WideTable({ label, minWidth, ...table }: Props) {
  return (
    <div role="region" aria-label={label} tabIndex={0} style={{ overflowX: 'auto' }}>
      <Table miw={minWidth} {...table} />
    </div>
  );
}
