import type { ConversationInput, RawConversation, SessionInput, Simulator } from '../simulator/index.js';
import { formatDate } from '../simulator/voximplant/dates.js';

let calls = 0;

export interface ExactCall {
  /** `call_session_history_id`. */
  callId: string;
  conversation: RawConversation;
}

/** When it began, and what is unusual about it. */
export interface CallInput {
  /** Ten, if left out. */
  minutesAgo?: number;
  session?: SessionInput;
}

/** Puts a call of a minute that was answered into the simulator, and a conversation that its custom data names. */
export function addCall(
  simulator: Simulator,
  applicationId: string,
  conversation: ConversationInput = {},
  { minutesAgo, session }: CallInput = {},
): ExactCall {
  const startSeconds = secondsAgo(minutesAgo);
  const added = simulator.addConversation(applicationId, {
    ...conversation,
    metadata: { start_time_unix_secs: startSeconds, ...(conversation.metadata as object | undefined) },
  });
  const custom_data = JSON.stringify({ v: 1, c: added.conversation_id });
  const callId = addSession(simulator, applicationId, { minutesAgo, session: { custom_data, ...session } });
  return { callId, conversation: added };
}

/** Puts a call of a minute that was answered into the simulator, and nothing that names its conversation. */
export function addSession(
  simulator: Simulator,
  applicationId: string,
  { minutesAgo, session }: CallInput = {},
): string {
  const start = formatDate(secondsAgo(minutesAgo));
  const number = `4420794600${String(++calls).padStart(2, '0')}`;
  const leg = { call_id: 900_000 + calls, start_time: start, duration: 60, incoming: true, successful: true };
  const { call_session_history_id } = simulator.addSession(applicationId, {
    start_date: start,
    duration: 60,
    calls: [{ ...leg, remote_number: number, local_number: '442079460999', cost: 0.25 }],
    ...session,
  });
  return String(call_session_history_id);
}

function secondsAgo(minutes = 10): number {
  return Math.floor(Date.now() / 1000) - minutes * 60;
}
