import { Button, Center, Loader, Skeleton, Text, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef } from 'react';
import type { CallOrder } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { CallCard } from './call-card';
import { CallRow } from './call-row';
import classes from './call-table.module.css';
import type { Column } from './columns';
import { usePlayer } from './player';
import type { CallEdge, useCallList } from './use-call-list';
import { useNewcomers } from './use-newcomers';

interface Props {
  list: ReturnType<typeof useCallList>;
  columns: readonly Column[];
  order: CallOrder;
  onOrder: (order: CallOrder) => void;
  /** Whether the top is in view. */
  onAtTop: (atTop: boolean) => void;
  /** What the calls were searched for. */
  search: string;
}

const ROW_PX = 41;
const CARD_PX = 92;
const EXCERPT_PX = 24;
const PLAYER_PX = 40;
/** So many rows before the end the next page is asked for. */
const AHEAD = 30;

/** Only the rows in view are in the document, so a million calls cost no more than fifty. */
export function CallTable({ list, columns, order, onOrder, onAtTop, search }: Props) {
  const { t } = useI18n();
  const { edges, hasMore, loadMore } = list;
  const narrow = useMediaQuery('(max-width: 48em)') ?? false;
  const scroller = useRef<HTMLDivElement>(null);
  const player = usePlayer();
  const newcomers = useNewcomers(edges, order);
  const rowsToRender = useRowsToRender(edges);
  const rows = useVirtualizer({
    count: edges.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => edges[index]?.node.id ?? index,
    estimateSize: (index) => {
      const edge = edges[index];
      const excerpts = search !== '' && edge ? Math.min(1, edge.highlights.length) * EXCERPT_PX : 0;
      return (narrow ? CARD_PX : ROW_PX) + excerpts + (edge?.node.id === player.callId ? PLAYER_PX : 0);
    },
    overscan: 12,
    rangeExtractor: rowsToRender,
  });
  useEffect(() => rows.measure(), [rows, narrow, player.callId, edges, search]);

  const items = rows.getVirtualItems();
  const lastShown = rows.range?.endIndex ?? 0;
  useEffect(() => {
    if (hasMore && lastShown >= edges.length - AHEAD) loadMore();
  }, [hasMore, lastShown, edges.length, loadMore]);

  const template = columns.map(({ width }) => width).join(' ');
  const Row = narrow ? CallCard : CallRow;
  return (
    <div className={classes.frame}>
      {list.pending > 0 && (
        <Button
          className={classes.news}
          size="compact-sm"
          radius="xl"
          onClick={() => {
            scroller.current?.scrollTo({ top: 0 });
            void list.refresh();
          }}
        >
          {t.calls.newCalls(list.pending)}
        </Button>
      )}
      <div
        ref={scroller}
        className={`panel ${classes.scroller}`}
        tabIndex={0}
        role="region"
        aria-label={t.calls.title}
        onScroll={({ currentTarget }) => onAtTop(currentTarget.scrollTop < ROW_PX)}
      >
        <div role="table" aria-label={t.calls.title} aria-rowcount={list.totalCount ?? -1} className={classes.table}>
          {!narrow && (
            <div role="rowgroup" className={classes.head}>
              <div role="row" className={classes.row} style={{ gridTemplateColumns: template }}>
                {columns.map((column) => (
                  <Head key={column.name} column={column} order={order} onOrder={onOrder} />
                ))}
              </div>
            </div>
          )}
          <div role="rowgroup" style={{ height: rows.getTotalSize(), position: 'relative' }}>
            {list.loading && edges.length === 0 && <Skeletons />}
            {items.map(({ index, key, size, start }) => {
              const edge = edges[index];
              return edge ? (
                <div
                  key={key}
                  role="row"
                  aria-rowindex={index + 2}
                  data-call={edge.node.id}
                  data-newcomer={newcomers.has(edge.node.id) || undefined}
                  className={classes.line}
                  style={{ height: size, transform: `translateY(${start}px)` }}
                >
                  <Row
                    edge={edge}
                    columns={columns}
                    template={template}
                    search={search}
                    heard={edge.node.id === player.callId}
                  />
                </div>
              ) : null;
            })}
          </div>
        </div>
        {list.loadingMore && (
          <Center p="sm">
            <Loader size="xs" />
            <Text size="xs" c="dimmed" ml="xs">
              {t.calls.loadMore}
            </Text>
          </Center>
        )}
      </div>
    </div>
  );
}

/** Those in view, and the one with the focus: a keyboard would lose its place with it. */
function useRowsToRender(edges: readonly CallEdge[]) {
  return useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(range);
      const id = document.activeElement?.closest<HTMLElement>('[data-call]')?.dataset.call;
      const focused = id === undefined ? -1 : edges.findIndex(({ node }) => node.id === id);
      return focused < 0 || shown.includes(focused) ? shown : [...shown, focused].sort((a, b) => a - b);
    },
    [edges],
  );
}

function Skeletons() {
  return (
    <div className={classes.skeletons} role="presentation">
      {Array.from({ length: 12 }, (_, index) => (
        <Skeleton key={index} height={16} />
      ))}
    </div>
  );
}

function Head({ column, order, onOrder }: { column: Column } & Pick<Props, 'order' | 'onOrder'>) {
  const { t } = useI18n();
  const label = t.calls.column[column.name];
  const field = column.order;
  if (field === undefined) {
    return (
      <div role="columnheader" className={classes.cell} data-end={column.end}>
        {label}
      </div>
    );
  }
  const active = order.field === field;
  const Icon = !active ? IconArrowsSort : order.direction === 'DESC' ? IconArrowDown : IconArrowUp;
  return (
    <div
      role="columnheader"
      className={classes.cell}
      data-end={column.end}
      aria-sort={!active ? 'none' : order.direction === 'DESC' ? 'descending' : 'ascending'}
    >
      <UnstyledButton
        className={classes.sort}
        data-active={active || undefined}
        title={t.calls.sortBy(label)}
        onClick={() => onOrder({ field, direction: active && order.direction === 'DESC' ? 'ASC' : 'DESC' })}
      >
        {label}
        <Icon size={13} aria-hidden />
      </UnstyledButton>
    </div>
  );
}
