/** What the Management API sends (reference 2.3–2.7): members are left out rather than null, dates have no offset. */

/** Some values were seen as numeric strings. */
export type Numeric = number | string;

export interface RawSession {
  call_session_history_id: Numeric;
  account_id?: Numeric;
  application_id?: Numeric;
  application_name?: string;
  user_id?: Numeric;
  rule_name?: string;
  start_date?: string;
  duration?: Numeric;
  active?: boolean;
  finish_reason?: string;
  initiator_address?: string;
  media_server_address?: string;
  log_file_url?: string;
  audio_quality?: string;
  custom_data?: string;
  calls?: RawLeg[];
  records?: RawRecord[];
  other_resource_usage?: RawResourceUsage[];
}

export interface RawLeg {
  call_id: Numeric;
  start_time?: string;
  duration?: Numeric;
  incoming?: boolean;
  successful?: boolean;
  end_reason?: string | { code?: Numeric; details?: string };
  local_number?: string;
  remote_number?: string;
  remote_number_type?: string;
  diversion_number?: string;
  cost?: Numeric;
  transaction_id?: Numeric;
  record_url?: string;
  media_server_address?: string;
  custom_data?: string;
}

export interface RawRecord {
  record_id: Numeric;
  record_name?: string;
  record_url?: string;
  start_time?: string;
  duration?: Numeric;
  file_size?: Numeric;
  cost?: Numeric;
  transaction_id?: Numeric;
  transcription_status?: string;
  expiration_date?: string;
  is_removed?: boolean;
}

export interface RawResourceUsage {
  resource_usage_id: Numeric;
  resource_type?: string;
  cost?: Numeric;
  description?: string;
  used_at?: string;
  transaction_id?: Numeric;
  resource_quantity?: Numeric;
  unit?: string;
  ref_call_id?: Numeric;
}

/** A session as a test writes it down: what is missing is filled in, unknown members and wrong types pass as they are. */
export type SessionInput = { [Member in keyof RawSession]?: unknown } & Record<string, unknown>;
