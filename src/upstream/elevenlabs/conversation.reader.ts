import { z } from 'zod';
import { isObject, type JsonObject, numberOf, objectOf, textOf } from '../json-values.js';
import { amount, bag, flag, moment, objects, requiredText, section, text, whole } from '../wire-schema.js';
import { type CollectedValue, type Conversation, type ConversationEvaluation } from './conversation.js';
import { finalDuration, parsed } from './elevenlabs.wire.js';

// Nothing but ids and state is required: nulls, unknown fields and unknown words are this API's normal traffic.
const ToolCall = z
  .object({ request_id: text, tool_name: text, type: text, params_as_json: text })
  .transform((call) => ({
    requestId: call.request_id,
    name: call.tool_name ?? '',
    type: call.type,
    paramsJson: call.params_as_json,
  }));

const ToolResult = z
  .object({
    request_id: text,
    tool_name: text,
    type: text,
    result_value: text,
    is_error: flag,
    is_blocked: flag,
    raw_error_message: text,
    tool_latency_secs: amount,
  })
  .transform((result) => ({
    requestId: result.request_id,
    name: result.tool_name ?? '',
    type: result.type,
    result: result.result_value,
    failed: (result.is_error ?? false) || (result.is_blocked ?? false),
    errorMessage: result.raw_error_message === '' ? undefined : result.raw_error_message,
    latencySeconds: result.tool_latency_secs,
  }));

const Turn = z
  .object({
    role: text,
    message: text,
    original_message: text,
    time_in_call_secs: amount,
    interrupted: flag,
    source_medium: text,
    tool_calls: objects(ToolCall),
    tool_results: objects(ToolResult),
  })
  .transform((turn) => ({
    role: turn.role ?? 'unknown',
    text: turn.message,
    originalText: turn.original_message,
    offsetSeconds: turn.time_in_call_secs ?? 0,
    interrupted: turn.interrupted ?? false,
    sourceMedium: turn.source_medium,
    toolCalls: turn.tool_calls,
    toolResults: turn.tool_results,
  }));

const ConversationBody = z.object({
  conversation_id: requiredText,
  agent_id: requiredText,
  agent_name: text,
  status: requiredText,
  user_id: text,
  has_audio: flag,
  metadata: section({
    start_time_unix_secs: moment,
    accepted_time_unix_secs: moment,
    call_duration_secs: whole,
    cost: whole,
    main_language: text,
    termination_reason: text,
    error: z.unknown().optional(),
    deletion_settings: section({
      deleted_audio_at_time_unix_secs: moment,
      deleted_transcript_at_time_unix_secs: moment,
    }),
  }),
  analysis: section({
    transcript_summary: text,
    call_summary_title: text,
    call_successful: text,
    evaluation_criteria_results: bag,
    data_collection_results: bag,
  }),
  conversation_initiation_client_data: section({ dynamic_variables: bag }),
  transcript: objects(Turn),
});

/**
 * Reads the answer of one conversation, or the `data` of a post-call webhook, which has the same shape.
 * @throws UpstreamError `bad_payload` without the ids or the status
 * @see ElevenLabs API, GET /v1/convai/conversations/{conversation_id}
 */
export function readConversation(body: unknown): Conversation {
  const { metadata = {}, analysis = {}, transcript, ...top } = parsed(ConversationBody, body);
  const variables = top.conversation_initiation_client_data?.dynamic_variables ?? {};
  const error = objectOf(metadata.error);
  return {
    conversationId: top.conversation_id,
    agentId: top.agent_id,
    agentName: top.agent_name,
    status: top.status,
    userId: top.user_id,
    startedAt: metadata.start_time_unix_secs,
    acceptedAt: metadata.accepted_time_unix_secs,
    durationSeconds: finalDuration(metadata.call_duration_secs, top.status),
    credits: metadata.cost,
    language: metadata.main_language,
    terminationReason: metadata.termination_reason,
    error: error && { code: numberOf(error['code']), reason: textOf(error['reason']) },
    hasAudio: top.has_audio,
    audioDeletedAt: metadata.deletion_settings?.deleted_audio_at_time_unix_secs,
    transcriptDeletedAt: metadata.deletion_settings?.deleted_transcript_at_time_unix_secs,
    summary: analysis.transcript_summary?.trim(),
    title: analysis.call_summary_title,
    outcome: analysis.call_successful,
    evaluations: entries(analysis.evaluation_criteria_results).map(toEvaluation),
    collected: entries(analysis.data_collection_results).map(toCollected),
    dynamicVariables: new Map(Object.entries(variables).filter(isPublicVariable)),
    turns: transcript,
  };
}

function toEvaluation([key, value]: [string, JsonObject]): ConversationEvaluation {
  return {
    criterionId: textOf(value['criteria_id']) ?? key,
    result: textOf(value['result']),
    rationale: textOf(value['rationale']),
    score: numberOf(value['score']),
  };
}

function toCollected([key, value]: [string, JsonObject]): CollectedValue {
  return {
    dataCollectionId: textOf(value['data_collection_id']) ?? key,
    value: value['value'] ?? null,
    rationale: textOf(value['rationale']),
  };
}

function entries(map: JsonObject = {}): [string, JsonObject][] {
  return Object.entries(map).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
}

function isPublicVariable(entry: [string, unknown]): entry is [string, string | number | boolean | null] {
  const [name, value] = entry;
  if (name === HISTORY_VARIABLE || name.startsWith('secret__')) return false;
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** A second copy of the whole transcript, as JSON in a string. */
export const HISTORY_VARIABLE = 'system__conversation_history';
