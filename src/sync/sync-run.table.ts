import type { StoredBoolean, StoredInstant } from '../database/index.js';
import type { SyncErrorKind, SyncKind, SyncPhase, SyncStatus, SyncTrigger } from './sync.enums.js';

/** A row of `sync_runs` as it is read and written without MikroORM. The entity says what each column means. */
export interface SyncRunTable {
  id: string;
  workspace_id: string;
  application_id: string;
  call_id: string | null;
  kind: SyncKind;
  trigger: SyncTrigger;
  status: SyncStatus;
  phase: SyncPhase | null;
  from_time: StoredInstant | null;
  to_time: StoredInstant | null;
  ranged: StoredBoolean;
  include_data: StoredBoolean;
  live_key: string | null;
  checkpoint: string | null;
  sequence: number;
  done: number;
  total: number | null;
  new_calls: number;
  updated_calls: number;
  unchanged_calls: number;
  transcripts_synced: number;
  audios_synced: number;
  skipped: number;
  failed: number;
  items_per_second: number | null;
  bytes_downloaded: number;
  error_kind: SyncErrorKind | null;
  error_code: string | null;
  error_message: string | null;
  error_retryable: StoredBoolean | null;
  attempt: number;
  fruitless: number;
  lease_token: string | null;
  lease_until: StoredInstant | null;
  resume_at: StoredInstant | null;
  created_at: StoredInstant;
  started_at: StoredInstant | null;
  finished_at: StoredInstant | null;
  updated_at: StoredInstant;
}

export interface SyncFailureTable {
  run_id: string;
  position: number;
  call_id: string | null;
  phase: SyncPhase;
  code: string;
  message: string;
  at: StoredInstant;
}

export interface SyncTables {
  sync_runs: SyncRunTable;
  sync_failures: SyncFailureTable;
}
