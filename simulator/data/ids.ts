import { Random } from './random.js';

/**
 * How ids are made, so that every id leads back to the session it belongs to without a table. All numbers are beyond 2³¹
 * and far below 2⁵³, as the platform's are (reference, trap 14).
 */
const FIRST_SESSION = 5_120_000_000;
/** Sessions are ten apart; the ids between are those of their legs. */
const SESSION_STEP = 10;
/** Room for ten million sessions in an application. */
const APPLICATION_STEP = 100_000_000;
const RECORD_OFFSET = 14_480_000_000;
const TRANSACTION_OFFSET = 3_691_000_000;
const USAGE_OFFSET = 2_580_000_000;
const CONVERSATION = /^conv_([0-9a-z]{9})[0-9a-z]{19}$/;

export function sessionIdOf(application: number, index: number): number {
  return FIRST_SESSION + application * APPLICATION_STEP + index * SESSION_STEP;
}

/** The index of a session of this application, undefined for ids that were never given out. */
export function sessionIndexOf(application: number, sessionId: number): number | undefined {
  const distance = sessionId - sessionIdOf(application, 0);
  const ours = distance >= 0 && distance < APPLICATION_STEP && distance % SESSION_STEP === 0;
  return ours ? distance / SESSION_STEP : undefined;
}

export function recordIdOf(sessionId: number, which: number): number {
  return sessionId + RECORD_OFFSET + which;
}

export function sessionIdOfRecord(recordId: number): number {
  return Math.floor((recordId - RECORD_OFFSET) / SESSION_STEP) * SESSION_STEP;
}

export function transactionIdOf(sessionId: number, which: number): number {
  return sessionId + TRANSACTION_OFFSET + which;
}

export function usageIdOf(sessionId: number): number {
  return sessionId + USAGE_OFFSET;
}

/** `conv_` and 28 characters, of which the first nine name the session; so they ascend with it. */
export function conversationIdOf(seed: number, sessionId: number): string {
  return `conv_${sessionId.toString(36).padStart(9, '0')}${new Random(seed, sessionId, 3).text(19)}`;
}

export function sessionIdOfConversation(conversationId: string): number | undefined {
  const key = CONVERSATION.exec(conversationId)?.[1];
  return key === undefined ? undefined : parseInt(key, 36);
}
