import {
  addCosts,
  CallDirection,
  CallStatus,
  ConversationSource,
  type LegFacts,
  type SessionFacts,
  totalCostNanos,
} from '../calls/index.js';
import type { CallLeg, CallRecord, CallSession } from '../upstream/index.js';
import { conversationIdIn } from './conversation-link.js';
import type { PhoneNumbers } from './phone-number.js';

/** SIP codes of a customer leg that was not answered; what is not here has failed. */
const STATUS_OF_CODE: ReadonlyMap<number, CallStatus> = new Map([
  [486, CallStatus.BUSY],
  [600, CallStatus.BUSY],
  [603, CallStatus.BUSY],
  [408, CallStatus.NO_ANSWER],
  [480, CallStatus.NO_ANSWER],
  [487, CallStatus.NO_ANSWER],
]);

const LONGEST = { number: 255, numberType: 32, reason: 255, customData: 255, url: 8000 };

/** What the columns hold: 32 bits for seconds, 16 for places, times that MySQL knows. */
const MOST_SECONDS = 2 ** 31 - 1;
const MOST_LEGS = 2 ** 15;
const LATEST = Date.parse('9999-12-31T23:59:59Z');

/** A session with a value that no database would take. The message says which. */
export class UnstorableSessionError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'UnstorableSessionError';
  }
}

/**
 * One Voximplant session in this project's terms: which leg is the customer's decides direction, numbers and status.
 * @param currency the account's, as no amount of the history names it
 * @throws UnstorableSessionError
 */
export function toSessionFacts(session: CallSession, currency: string | null, numbers: PhoneNumbers): SessionFacts {
  const customer = customerLeg(session.legs);
  const running = isRunning(session);
  const customData = clip(session.customData, LONGEST.customData);
  const conversationId = conversationIdIn(customData);
  const legs = session.legs.map((leg, position) => toLegFacts(session, leg, position, numbers));
  const { durationSeconds } = session;
  const facts: SessionFacts = {
    sessionId: session.sessionId,
    startTime: session.startedAt,
    endTime: durationSeconds === undefined ? null : new Date(session.startedAt.getTime() + durationSeconds * 1000),
    durationSeconds: durationSeconds ?? null,
    ...sides(customer, numbers),
    status: running ? CallStatus.IN_PROGRESS : statusOf(customer),
    statusReason: clip(reasonOf(customer), LONGEST.reason),
    customData,
    conversationId,
    conversationSource: conversationId === null ? null : ConversationSource.CUSTOM_DATA,
    recordUrl: urlOf(bestRecord(session.records)),
    recordsCostNanos: sumCosts(session.records),
    resourcesCostNanos: sumCosts(session.usages),
    costCurrency: currency,
    settled: !running && durationSeconds !== undefined && isBilled(session),
    legs,
  };
  assertStorable(facts);
  return facts;
}

/**
 * The leg between the platform and the customer. Where the platform began the session, the first outgoing one; else the
 * first incoming one, unless that is an SDK user who dials out.
 */
function customerLeg(legs: readonly CallLeg[]): CallLeg | undefined {
  const [first] = legs;
  if (first === undefined || !first.incoming) return first;
  if (first.remoteNumberType === 'user') return legs.find((leg) => !leg.incoming) ?? first;
  return first;
}

function sides(
  leg: CallLeg | undefined,
  numbers: PhoneNumbers,
): Pick<SessionFacts, 'direction' | 'fromNumber' | 'toNumber'> {
  if (leg === undefined) return { direction: CallDirection.UNKNOWN, fromNumber: null, toNumber: null };
  const local = clip(numbers.normalise(leg.localNumber), LONGEST.number);
  const remote = clip(numbers.normalise(leg.remoteNumber), LONGEST.number);
  return leg.incoming
    ? { direction: CallDirection.INBOUND, fromNumber: remote, toNumber: local }
    : { direction: CallDirection.OUTBOUND, fromNumber: local, toNumber: remote };
}

function statusOf(leg: CallLeg | undefined): CallStatus {
  if (leg === undefined) return CallStatus.FAILED;
  if (leg.successful) return CallStatus.ANSWERED;
  const code = leg.endReason?.code;
  if (code === undefined) return leg.incoming ? CallStatus.NO_ANSWER : CallStatus.FAILED;
  return STATUS_OF_CODE.get(code) ?? CallStatus.FAILED;
}

function reasonOf(leg: CallLeg | undefined): string | undefined {
  const { code, details } = leg?.endReason ?? {};
  const words = [code?.toString(), details].filter((part) => part !== undefined && part !== '');
  return words.length === 0 ? undefined : words.join(' ');
}

/** Without a duration a session runs, unless something says that it is over. */
function isRunning(session: CallSession): boolean {
  if (session.active === true) return true;
  if (session.durationSeconds !== undefined || session.finishReason !== undefined) return false;
  return session.legs.length === 0 || !session.legs.every(hasEnded);
}

function hasEnded(leg: CallLeg): boolean {
  return leg.endReason !== undefined || leg.durationSeconds !== undefined;
}

/** Costs come late, a part at a time: a session is billed once every part that it lists has one. */
function isBilled({ legs, records, usages }: CallSession): boolean {
  const parts = [...legs, ...records, ...usages];
  return parts.length > 0 && parts.every((part) => part.costNanos !== undefined);
}

function sumCosts(parts: readonly { costNanos?: number | undefined }[]): number | null {
  return parts.reduce<number | null>((sum, { costNanos }) => addCosts(sum, costNanos ?? null), null);
}

/** Of several recordings, the longest that is still there. */
function bestRecord(records: readonly CallRecord[]): CallRecord | undefined {
  return records
    .filter((record) => record.url !== undefined && !record.removed)
    .reduce<CallRecord | undefined>(
      (best, record) => (best === undefined || secondsOf(record) > secondsOf(best) ? record : best),
      undefined,
    );
}

function secondsOf({ durationSeconds }: CallRecord): number {
  return durationSeconds ?? 0;
}

function toLegFacts(session: CallSession, leg: CallLeg, position: number, numbers: PhoneNumbers): LegFacts {
  return {
    legId: leg.callId ?? `${session.sessionId}#${position}`, // Voximplant left it out
    position,
    direction: leg.incoming ? CallDirection.INBOUND : CallDirection.OUTBOUND,
    localNumber: clip(numbers.normalise(leg.localNumber), LONGEST.number),
    remoteNumber: clip(numbers.normalise(leg.remoteNumber), LONGEST.number),
    remoteNumberType: clip(leg.remoteNumberType, LONGEST.numberType),
    startTime: leg.startedAt ?? session.startedAt,
    durationSeconds: leg.durationSeconds ?? null,
    costNanos: leg.costNanos ?? null,
    successful: leg.successful,
    endReason: clip(reasonOf(leg), LONGEST.reason),
  };
}

/** A link that was cut would lead nowhere. */
function urlOf(record: CallRecord | undefined): string | null {
  const url = record?.url;
  return url !== undefined && url.length <= LONGEST.url && URL.canParse(url) ? url : null;
}

/**
 * What is longer than its column is cut, as no upstream promises a length. NUL characters and halves of a character, which
 * databases refuse or change, go.
 */
function clip(text: string | null | undefined, length: number): string | null {
  if (text === undefined || text === null || text === '') return null;
  if (text.length <= length && !text.includes('\u0000') && text.isWellFormed()) return text;
  const clipped = text.replaceAll('\u0000', '').slice(0, length);
  return clipped.replace(/[\uD800-\uDBFF]$/, '').toWellFormed() || null;
}

function assertStorable(facts: SessionFacts): void {
  const { sessionId, startTime, endTime, legs } = facts;
  const id = Number(sessionId);
  assert(Number.isSafeInteger(id) && String(id) === sessionId, 'its id is beyond 53 bits');
  assert(isStorable(startTime) && (endTime === null || isStorable(endTime)), 'its time is out of range');
  assert(isSeconds(facts.durationSeconds), 'its duration is out of range');
  assert(legs.length <= MOST_LEGS, 'it has too many legs');
  assert(
    legs.every((leg) => isStorable(leg.startTime)),
    'the time of a leg is out of range',
  );
  assert(
    legs.every((leg) => isSeconds(leg.durationSeconds)),
    'the duration of a leg is out of range',
  );
  // Each part is below 2^53 nanos; a sum that is not would not be exact any more.
  assert(Number.isSafeInteger(totalCostNanos(facts) ?? 0), 'its cost is out of range');
}

function assert(holds: boolean, reason: string): void {
  if (!holds) throw new UnstorableSessionError(reason);
}

function isStorable(instant: Date): boolean {
  return instant.getTime() >= 0 && instant.getTime() <= LATEST;
}

function isSeconds(seconds: number | null): boolean {
  return seconds === null || seconds <= MOST_SECONDS;
}
