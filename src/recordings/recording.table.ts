import type { CallTables } from '../calls/index.js';
import type { StoredInstant } from '../database/index.js';
import type { RecordingSource } from './recording.enums.js';

/** A row of `recordings` as it is read and written without MikroORM. The entity says what each column means. */
export interface RecordingTable {
  call_id: string;
  workspace_id: string;
  storage_key: string;
  content_type: string;
  byte_size: number;
  sha256: string;
  duration_seconds: number | null;
  source: RecordingSource;
  stored_at: StoredInstant;
}

export interface RecordingTables extends CallTables {
  recordings: RecordingTable;
}
