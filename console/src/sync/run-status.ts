import type { SyncStatus } from '../api/generated';

const FINAL: readonly SyncStatus[] = ['SUCCEEDED', 'PARTIAL', 'FAILED', 'CANCELLED'];

export function isFinal({ status }: { status: SyncStatus }): boolean {
  return FINAL.includes(status);
}

export const STATUS_COLOR: Readonly<Record<SyncStatus, string>> = {
  QUEUED: 'gray',
  RUNNING: 'indigo',
  WAITING: 'yellow',
  CANCELLING: 'orange',
  SUCCEEDED: 'teal',
  PARTIAL: 'orange',
  FAILED: 'red',
  CANCELLED: 'gray',
};
