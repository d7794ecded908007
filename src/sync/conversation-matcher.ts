import { ConversationSource, type FoundConversation, type UnlinkedCall } from '../calls/index.js';

const CLOSE_START_MS = 60_000;
const CLOSE_DURATION_SECONDS = 5;
const CLOSE_DURATION_RATIO = 0.2;

/** A conversation that belongs to no call yet. */
export interface Candidate {
  conversationId: string;
  startedAt: Date | undefined;
  durationSeconds: number | undefined;
  /** The dynamic variable `voximplant_session_id`, as text; undefined where it is not there. */
  sessionId: string | undefined;
}

/**
 * Finds the conversations of calls: by the session id that the scenario passed, else by time, and then only where exactly
 * one candidate fits on both sides. A conversation that names another session is no candidate for a match by time.
 */
export function matchConversations(
  calls: readonly UnlinkedCall[],
  candidates: readonly Candidate[],
): FoundConversation[] {
  const bySession = new Map(calls.map((call) => [call.sessionId, call]));
  const exact = candidates.flatMap(({ conversationId, sessionId }) => {
    const call = sessionId === undefined ? undefined : bySession.get(sessionId);
    if (call === undefined) return [];
    return [{ callId: call.id, conversationId, source: ConversationSource.DYNAMIC_VARIABLE }];
  });
  const taken = new Set(exact.map(({ callId }) => callId));
  const rest = calls.filter(({ id }) => !taken.has(id));
  return [
    ...exact,
    ...matchByTime(
      rest,
      candidates.filter(({ sessionId }) => sessionId === undefined),
    ),
  ];
}

function matchByTime(calls: readonly UnlinkedCall[], candidates: readonly Candidate[]): FoundConversation[] {
  const fitting = new Map(calls.map((call) => [call, candidates.filter((candidate) => fits(call, candidate))]));
  const suitors = new Map<Candidate, number>();
  for (const candidate of [...fitting.values()].flat()) suitors.set(candidate, (suitors.get(candidate) ?? 0) + 1);
  return [...fitting].flatMap(([call, [only, ...others]]) => {
    if (only === undefined || others.length > 0 || suitors.get(only) !== 1) return [];
    return [{ callId: call.id, conversationId: only.conversationId, source: ConversationSource.TIME_MATCH }];
  });
}

function fits(call: UnlinkedCall, { startedAt, durationSeconds }: Candidate): boolean {
  if (startedAt === undefined || durationSeconds === undefined || call.durationSeconds === null) return false;
  if (Math.abs(startedAt.getTime() - call.startTime.getTime()) > CLOSE_START_MS) return false;
  const difference = Math.abs(durationSeconds - call.durationSeconds);
  return difference <= Math.max(CLOSE_DURATION_SECONDS, CLOSE_DURATION_RATIO * call.durationSeconds);
}
