import { useNavigate } from 'react-router';
import { memo, type MouseEvent } from 'react';
import { CallCell } from './call-cell';
import { Excerpt } from './excerpt';
import classes from './call-table.module.css';
import type { Column } from './columns';
import { RowPlayer } from './row-player';
import type { CallEdge } from './use-call-list';

export interface CallRowProps {
  edge: CallEdge;
  columns: readonly Column[];
  template: string;
  search: string;
  /** Whether its recording is the one that is loaded. */
  heard: boolean;
}

/** A row of the table; a click anywhere but on a control opens the call. Not drawn again while others come and go. */
export const CallRow = memo(function CallRow({ edge, columns, template, search, heard }: CallRowProps) {
  const navigate = useNavigate();
  const { node, highlights } = edge;
  const open = (event: MouseEvent) => {
    if ((event.target as Element).closest('a, button, input') || getSelection()?.type === 'Range') return;
    void navigate(`/voximplant/call-history/${node.id}`, { state: { search } });
  };
  return (
    <>
      <div
        className={classes.row}
        style={{ gridTemplateColumns: template, cursor: 'pointer' }}
        onClick={open}
        role="presentation"
      >
        {columns.map((column) => (
          <div key={column.name} role="cell" className={classes.cell} data-end={column.end}>
            <CallCell call={node} column={column.name} search={search} />
          </div>
        ))}
      </div>
      {search !== '' && highlights[0] !== undefined && <Excerpt text={highlights[0]} search={search} />}
      {heard && <RowPlayer call={node} />}
    </>
  );
});
