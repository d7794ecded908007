import type { SessionFacts } from '../session-facts.js';

/**
 * What may still be known of a call that was erased: that it took place, when, how it ended and what it cost. Who spoke,
 * what was said and noted, and what leads to either, is gone.
 */
export function withoutPersonalData(facts: SessionFacts): SessionFacts {
  return {
    ...facts,
    fromNumber: null,
    toNumber: null,
    statusReason: null,
    customData: null,
    recordUrl: null,
    conversationId: null,
    conversationSource: null,
    legs: facts.legs.map((leg) => ({ ...leg, localNumber: null, remoteNumber: null, endReason: null })),
  };
}
