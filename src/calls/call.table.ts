import type { StoredBoolean, StoredInstant } from '../database/index.js';
import type { NumberPartTable } from './numbers/number-part.table.js';
import type { SearchTables } from './search/search.table.js';
import type {
  ArtifactState,
  CallDirection,
  CallStatus,
  ConversationOutcome,
  ConversationSource,
} from './call.enums.js';

/** A row of `calls` as it is read and written without MikroORM. The entity says what each column means. */
export interface CallTable {
  id: string;
  workspace_id: string;
  application_id: string;
  session_id: string | number;
  direction: CallDirection;
  from_number: string | null;
  to_number: string | null;
  from_key: string | null;
  to_key: string | null;
  start_time: StoredInstant;
  end_time: StoredInstant | null;
  duration_seconds: number | null;
  cost_nanos: string | number | null;
  records_cost_nanos: string | number | null;
  resources_cost_nanos: string | number | null;
  cost_currency: string | null;
  status: CallStatus;
  status_reason: string | null;
  custom_data: string | null;
  record_url: string | null;
  conversation_id: string | null;
  conversation_source: ConversationSource | null;
  conversation_tried_at: StoredInstant | null;
  transcript_state: ArtifactState;
  outcome: ConversationOutcome | null;
  transcript_reason: string | null;
  transcript_tried_at: StoredInstant | null;
  transcript_retry_at: StoredInstant | null;
  recording_state: ArtifactState;
  recording_reason: string | null;
  recording_tried_at: StoredInstant | null;
  recording_retry_at: StoredInstant | null;
  settled: StoredBoolean;
  row_hash: string;
  created_at: StoredInstant;
  updated_at: StoredInstant;
}

/** What clients can see of a call: half of the columns, as the rest is for those who write and search. */
export const LISTED_COLUMNS = [
  'id',
  'application_id',
  'session_id',
  'direction',
  'from_number',
  'to_number',
  'start_time',
  'end_time',
  'duration_seconds',
  'cost_nanos',
  'cost_currency',
  'status',
  'status_reason',
  'custom_data',
  'conversation_id',
  'conversation_source',
  'transcript_state',
  'transcript_reason',
  'recording_state',
  'recording_reason',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof CallTable)[];

export type ListedCall = Pick<CallTable, (typeof LISTED_COLUMNS)[number]>;

export interface CallLegTable {
  call_id: string;
  leg_id: string;
  position: number;
  direction: CallDirection;
  local_number: string | null;
  remote_number: string | null;
  remote_number_type: string | null;
  start_time: StoredInstant;
  duration_seconds: number | null;
  cost_nanos: string | number | null;
  successful: StoredBoolean;
  end_reason: string | null;
}

export interface ErasedConversationTable {
  application_id: string;
  conversation_hash: string;
}

export interface CallTables extends SearchTables {
  calls: CallTable;
  call_legs: CallLegTable;
  erased_conversations: ErasedConversationTable;
  number_parts: NumberPartTable;
}
