import type { CallTables, ConversationOutcome } from '../calls/index.js';
import type { StoredBoolean, StoredInstant } from '../database/index.js';
import type { SpeakerRole } from './transcript.enums.js';

/** A row of `transcripts` as it is read and written without MikroORM. The entity says what each column means. */
export interface TranscriptTable {
  call_id: string;
  workspace_id: string;
  conversation_id: string;
  language: string | null;
  summary: string | null;
  outcome: ConversationOutcome;
  termination_reason: string | null;
  duration_seconds: number | null;
  credits: number | null;
  evaluations: string;
  data: string;
  raw: Buffer;
  fetched_at: StoredInstant;
}

export interface TranscriptMessageTable {
  call_id: string;
  position: number;
  role: SpeakerRole;
  text: string | null;
  offset_seconds: number;
  interrupted: StoredBoolean;
  tool_calls: string | null;
}

export interface TranscriptTables extends CallTables {
  transcripts: TranscriptTable;
  transcript_messages: TranscriptMessageTable;
}
