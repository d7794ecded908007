import { CallDirection, CallStatus, ConversationSource } from './call.enums.js';
import type { LegFacts, SessionFacts } from './session-facts.js';

/** The better source comes first: it replaces what a worse one said. */
const SOURCES_BY_TRUST: readonly ConversationSource[] = [
  ConversationSource.MANUAL,
  ConversationSource.WEBHOOK,
  ConversationSource.CUSTOM_DATA,
  ConversationSource.DYNAMIC_VARIABLE,
  ConversationSource.TIME_MATCH,
];

/** Whether a conversation named by `candidate` replaces one named by `current`; the same source may correct itself. */
export function isBetterSource(candidate: ConversationSource, current: ConversationSource | null): boolean {
  return current === null || SOURCES_BY_TRUST.indexOf(candidate) <= SOURCES_BY_TRUST.indexOf(current);
}

/**
 * What is known once `fresh` has been read: a known value is never replaced with an absent one, as Voximplant leaves
 * members out and bills late; a leg that is not listed any more stays.
 */
export function mergeFacts(known: SessionFacts, fresh: SessionFacts): SessionFacts {
  // That a session runs, or has failed for want of a leg, is said of what is absent.
  const saysLess = fresh.status === CallStatus.IN_PROGRESS || (fresh.legs.length === 0 && known.legs.length > 0);
  const status = saysLess && known.status !== CallStatus.IN_PROGRESS ? known.status : fresh.status;
  const sameStatus = status === known.status;
  return {
    sessionId: known.sessionId,
    direction: fresh.direction === CallDirection.UNKNOWN ? known.direction : fresh.direction,
    fromNumber: fresh.fromNumber ?? known.fromNumber,
    toNumber: fresh.toNumber ?? known.toNumber,
    startTime: fresh.startTime,
    endTime: fresh.endTime ?? known.endTime,
    durationSeconds: fresh.durationSeconds ?? known.durationSeconds,
    recordsCostNanos: larger(known.recordsCostNanos, fresh.recordsCostNanos),
    resourcesCostNanos: larger(known.resourcesCostNanos, fresh.resourcesCostNanos),
    costCurrency: fresh.costCurrency ?? known.costCurrency,
    status,
    statusReason: fresh.statusReason ?? (sameStatus ? known.statusReason : null),
    customData: fresh.customData ?? known.customData,
    recordUrl: fresh.recordUrl ?? known.recordUrl,
    ...mergeConversation(known, fresh),
    settled: fresh.settled || known.settled,
    legs: mergeLegs(known.legs, fresh.legs),
  };
}

/**
 * What is known once a webhook has told of a session: it fills in what is absent and replaces nothing. Only the start of a
 * call of which the history has told nothing yet may become an earlier one, as webhooks overtake each other.
 */
export function mergeAnnouncement(known: SessionFacts, announced: SessionFacts): SessionFacts {
  const onlyAnnounced = known.status === CallStatus.IN_PROGRESS && known.legs.length === 0;
  return {
    ...known,
    direction: known.direction === CallDirection.UNKNOWN ? announced.direction : known.direction,
    fromNumber: known.fromNumber ?? announced.fromNumber,
    toNumber: known.toNumber ?? announced.toNumber,
    startTime: onlyAnnounced && announced.startTime < known.startTime ? announced.startTime : known.startTime,
  };
}

function mergeConversation(
  known: SessionFacts,
  fresh: SessionFacts,
): Pick<SessionFacts, 'conversationId' | 'conversationSource'> {
  const replaces =
    fresh.conversationSource !== null && isBetterSource(fresh.conversationSource, known.conversationSource);
  const { conversationId, conversationSource } = replaces ? fresh : known;
  return { conversationId, conversationSource };
}

function mergeLegs(known: LegFacts[], fresh: LegFacts[]): LegFacts[] {
  const knownById = new Map(known.map((leg) => [leg.legId, leg]));
  const freshIds = new Set(fresh.map((leg) => leg.legId));
  const merged = fresh.map((leg) => {
    const before = knownById.get(leg.legId);
    return before === undefined ? leg : mergeLeg(before, leg);
  });
  const kept = known.filter((leg) => !freshIds.has(leg.legId));
  return [...merged, ...kept.map((leg, index) => ({ ...leg, position: merged.length + index }))];
}

/** Sums of parts only grow: a smaller one is of fewer parts, since one of them was left out. */
function larger(known: number | null, fresh: number | null): number | null {
  return known === null || fresh === null ? (fresh ?? known) : Math.max(known, fresh);
}

function mergeLeg(known: LegFacts, fresh: LegFacts): LegFacts {
  return {
    ...fresh,
    localNumber: fresh.localNumber ?? known.localNumber,
    remoteNumber: fresh.remoteNumber ?? known.remoteNumber,
    remoteNumberType: fresh.remoteNumberType ?? known.remoteNumberType,
    durationSeconds: fresh.durationSeconds ?? known.durationSeconds,
    costNanos: fresh.costNanos ?? known.costNanos,
    successful: fresh.successful || known.successful,
    endReason: fresh.endReason ?? known.endReason,
  };
}
