/** What `GET /v1/convai/conversations/{id}` sends (reference 3.1–3.6): every required member, and some that are not. */
export type ConversationStatus = 'initiated' | 'in-progress' | 'processing' | 'done' | 'failed';

export interface RawConversation {
  agent_id: string;
  agent_name?: string | null;
  conversation_id: string;
  status: ConversationStatus;
  user_id?: string | null;
  metadata: RawMetadata;
  analysis?: RawAnalysis | null;
  transcript: RawTurn[];
  conversation_initiation_client_data?: RawClientData | null;
  has_audio: boolean;
  has_user_audio: boolean;
  has_response_audio: boolean;
  has_auxiliary_audio: boolean;
  tag_ids?: string[];
}

export interface RawMetadata {
  start_time_unix_secs: number;
  accepted_time_unix_secs?: number | null;
  call_duration_secs: number;
  /** Credits. */
  cost?: number | null;
  /** USD. */
  cost_fiat?: number | null;
  termination_reason?: string | null;
  error?: { code: number; reason?: string } | null;
  main_language?: string | null;
  phone_call?: null;
  [member: string]: unknown;
}

export interface RawAnalysis {
  call_successful: 'success' | 'failure' | 'unknown';
  transcript_summary: string;
  call_summary_title?: string | null;
  evaluation_criteria_results?: Record<string, { criteria_id: string; result: string; rationale: string }>;
  data_collection_results?: Record<string, { data_collection_id: string; value: unknown; rationale: string }>;
}

export interface RawTurn {
  role: 'user' | 'agent';
  time_in_call_secs: number;
  message?: string | null;
  original_message?: string | null;
  interrupted?: boolean;
  source_medium?: string | null;
  tool_calls?: RawToolCall[] | null;
  tool_results?: RawToolResult[] | null;
  [member: string]: unknown;
}

export interface RawToolCall {
  type?: string;
  request_id: string;
  tool_name: string;
  params_as_json: string;
  tool_has_been_called: boolean;
  tool_details?: Record<string, unknown>;
}

export interface RawToolResult {
  type?: string | null;
  request_id: string;
  tool_name: string;
  result_value: string;
  is_error: boolean;
  tool_has_been_called: boolean;
  tool_latency_secs?: number;
}

export interface RawClientData {
  dynamic_variables?: Record<string, string | number | boolean | null>;
  [member: string]: unknown;
}

/** A conversation as a test writes it down: what is missing is filled in, unknown members and wrong types pass. */
export type ConversationInput = { [Member in keyof RawConversation]?: unknown } & Record<string, unknown>;
