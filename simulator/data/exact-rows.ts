import type { Application } from '../accounts/application.js';
import type { ConversationInput, RawConversation } from '../elevenlabs/wire.js';
import { parseDate, formatDate } from '../voximplant/dates.js';
import type { RawSession, SessionInput } from '../voximplant/wire.js';
import type { Entry } from './timeline.js';

/** A session as given, with what identifies it filled in. Its place is by `start_date`, or `nowSeconds` if that is no date. */
export function sessionEntry(input: SessionInput, facts: SessionFacts, nowSeconds: number): Entry<RawSession> {
  const session = {
    call_session_history_id: facts.nextId,
    account_id: Number(facts.accountId),
    application_id: Number(facts.application.id),
    application_name: facts.application.name,
    start_date: formatDate(nowSeconds),
    ...input,
  } as RawSession;
  const startSeconds = typeof session.start_date === 'string' ? parseDate(session.start_date) : undefined;
  return entry(String(session.call_session_history_id), startSeconds ?? nowSeconds, session);
}

export interface SessionFacts {
  application: Application;
  accountId: string;
  nextId: number;
}

/** A finished conversation of a minute with the application's agent, unless the input says otherwise. */
export function conversationEntry(
  input: ConversationInput,
  { agentId, nextId }: { agentId: string; nextId: string },
  nowSeconds: number,
): Entry<RawConversation> {
  const has_audio = input.has_audio ?? true;
  const conversation = {
    agent_id: agentId,
    conversation_id: nextId,
    status: 'done',
    analysis: { call_successful: 'success', transcript_summary: 'A conversation put in by hand.' },
    transcript: [{ role: 'agent', message: 'Hello!', time_in_call_secs: 0 }],
    has_audio,
    has_user_audio: has_audio,
    has_response_audio: has_audio,
    has_auxiliary_audio: false,
    ...input,
    metadata: {
      start_time_unix_secs: nowSeconds,
      call_duration_secs: 60,
      phone_call: null,
      ...(input.metadata as object | undefined),
    },
  } as RawConversation;
  return entry(conversation.conversation_id, conversation.metadata.start_time_unix_secs, conversation);
}

function entry<Row>(id: string, startSeconds: number, row: Row): Entry<Row> {
  return { id, startSeconds, row: () => row };
}
