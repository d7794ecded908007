import { z } from 'zod';
import { type JsonObject, objectOf, textOf } from '../json-values.js';
import { moment, requiredText, text } from '../wire-schema.js';
import { HISTORY_VARIABLE, readConversation } from './conversation.reader.js';
import type { FetchedConversation } from './elevenlabs.client.js';
import { parsed } from './elevenlabs.wire.js';

/** The types of post-call webhooks that are read; the list of ElevenLabs is open. */
const TYPES = ['post_call_transcription', 'post_call_audio', 'call_initiation_failure'] as const;

/** A post-call webhook. `data` is the conversation, or what else belongs to the type. */
export interface ElevenLabsEvent {
  type: (typeof TYPES)[number];
  /** By ElevenLabs' clock; undefined where it is left out. */
  at: Date | undefined;
  agentId: string;
  conversationId: string;
  data: JsonObject;
}

/** Why ElevenLabs could not begin a call of its own. */
export interface InitiationFailure {
  /** `busy`, `no-answer`, `unknown`; an open list. */
  reason: string | undefined;
}

const Envelope = z.object({
  type: z.enum(TYPES),
  event_timestamp: moment,
  data: z.looseObject({
    agent_id: requiredText,
    conversation_id: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/, 'is no id'),
  }),
});

const Failure = z.object({ failure_reason: text });

/**
 * Reads the body of a post-call webhook.
 * @returns undefined for a type that is not read here
 * @throws UpstreamError `bad_payload` without the ids
 * @see ElevenLabs docs, post-call webhooks
 */
export function readElevenLabsEvent(body: unknown): ElevenLabsEvent | undefined {
  const { type } = parsed(z.object({ type: requiredText }), body);
  if (!TYPES.some((known) => known === type)) return undefined;
  const event = parsed(Envelope, body);
  const { agent_id: agentId, conversation_id: conversationId } = event.data;
  return { type: event.type, at: event.event_timestamp, agentId, conversationId, data: event.data };
}

/**
 * The conversation that a `post_call_transcription` brings, as if it had been fetched.
 * @throws UpstreamError `bad_payload` without the status
 */
export function toFetchedConversation({ data }: ElevenLabsEvent): FetchedConversation {
  const withoutHistory = (name: string, value: unknown) => (name === HISTORY_VARIABLE ? undefined : value);
  return { conversation: readConversation(data), rawJson: JSON.stringify(data, withoutHistory) };
}

/** A dynamic variable of the conversation as text; undefined where the event does not tell. */
export function dynamicVariableOf({ data }: ElevenLabsEvent, name: string): string | undefined {
  const clientData = objectOf(data['conversation_initiation_client_data']);
  return textOf(objectOf(clientData?.['dynamic_variables'])?.[name]);
}

export function readInitiationFailure({ data }: ElevenLabsEvent): InitiationFailure {
  return { reason: parsed(Failure, data).failure_reason };
}
