import type { Dialect } from '../database/index.js';
import type { SyncErrorKind, SyncKind, SyncPhase, SyncStatus, SyncTrigger } from './sync.enums.js';
import { FINAL_STATUSES } from './sync.enums.js';
import type { SyncRunTable } from './sync-run.table.js';

/** A run as it stood at one moment: what queries answer and subscriptions stream. Instants are ISO 8601, so that it travels as JSON. */
export interface SyncRunSnapshot {
  id: string;
  workspaceId: string;
  applicationId: string;
  callId: string | null;
  kind: SyncKind;
  trigger: SyncTrigger;
  status: SyncStatus;
  phase: SyncPhase | null;
  from: string | null;
  to: string | null;
  sequence: number;
  done: number;
  total: number | null;
  itemsPerSecond: number | null;
  counts: SyncCounts;
  error: { kind: SyncErrorKind; code: string; message: string; retryable: boolean } | null;
  attempt: number;
  resumeAt: string | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  updatedAt: string;
}

/** What a run has done so far. */
export interface SyncCounts {
  newCalls: number;
  updatedCalls: number;
  unchangedCalls: number;
  transcriptsSynced: number;
  audiosSynced: number;
  skipped: number;
  failed: number;
  bytesDownloaded: number;
}

export function isFinal(status: SyncStatus): boolean {
  return FINAL_STATUSES.includes(status);
}

export function toSnapshot(row: SyncRunTable, dialect: Dialect): SyncRunSnapshot {
  const instant = (column: string | number | null) => (column === null ? null : dialect.toDate(column).toISOString());
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    applicationId: row.application_id,
    callId: row.call_id,
    kind: row.kind,
    trigger: row.trigger,
    status: row.status,
    phase: row.phase,
    from: instant(row.from_time),
    to: instant(row.to_time),
    sequence: row.sequence,
    done: row.done,
    total: row.total,
    itemsPerSecond: row.items_per_second,
    counts: {
      newCalls: row.new_calls,
      updatedCalls: row.updated_calls,
      unchangedCalls: row.unchanged_calls,
      transcriptsSynced: row.transcripts_synced,
      audiosSynced: row.audios_synced,
      skipped: row.skipped,
      failed: row.failed,
      bytesDownloaded: Number(row.bytes_downloaded),
    },
    error: errorOf(row),
    attempt: row.attempt,
    resumeAt: instant(row.resume_at),
    createdAt: dialect.toDate(row.created_at).toISOString(),
    startedAt: instant(row.started_at),
    finishedAt: instant(row.finished_at),
    updatedAt: dialect.toDate(row.updated_at).toISOString(),
  };
}

function errorOf(row: SyncRunTable): SyncRunSnapshot['error'] {
  if (row.error_kind === null || row.error_code === null) return null;
  const { error_kind: kind, error_code: code } = row;
  return { kind, code, message: row.error_message ?? '', retryable: row.error_retryable === 1 };
}
