import type { CallOrderField } from '../../api/generated';

export type ColumnName =
  | 'startTime'
  | 'direction'
  | 'fromNumber'
  | 'toNumber'
  | 'durationSeconds'
  | 'status'
  | 'cost'
  | 'transcript'
  | 'recording'
  | 'application'
  | 'callId';

export interface Column {
  name: ColumnName;
  /** A track of the grid. */
  width: string;
  /** By which it can be sorted. */
  order?: CallOrderField;
  end?: boolean;
  /** Shown unless the viewer decides otherwise. */
  byDefault: boolean;
}

export const COLUMNS: readonly Column[] = [
  { name: 'startTime', width: 'minmax(132px, 1.1fr)', order: 'START_TIME', byDefault: true },
  { name: 'direction', width: 'minmax(118px, 0.7fr)', byDefault: true },
  { name: 'fromNumber', width: 'minmax(132px, 1fr)', byDefault: true },
  { name: 'toNumber', width: 'minmax(132px, 1fr)', byDefault: true },
  { name: 'durationSeconds', width: 'minmax(96px, 0.6fr)', order: 'DURATION', end: true, byDefault: true },
  { name: 'status', width: 'minmax(106px, 0.8fr)', byDefault: true },
  { name: 'cost', width: 'minmax(84px, 0.6fr)', order: 'COST', end: true, byDefault: true },
  { name: 'transcript', width: 'minmax(128px, 0.9fr)', byDefault: true },
  { name: 'recording', width: 'minmax(140px, 0.9fr)', byDefault: true },
  { name: 'application', width: 'minmax(120px, 0.9fr)', byDefault: false },
  { name: 'callId', width: 'minmax(140px, 1fr)', byDefault: false },
];
