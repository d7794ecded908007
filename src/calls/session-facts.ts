import { hash } from 'node:crypto';
import type { CallDirection, CallStatus, ConversationSource } from './call.enums.js';

/** What Voximplant knows of one leg, in this project's terms. Times are UTC; costs in nanos, see common/money. */
export interface LegFacts {
  legId: string;
  position: number;
  direction: CallDirection;
  localNumber: string | null;
  remoteNumber: string | null;
  remoteNumberType: string | null;
  startTime: Date;
  durationSeconds: number | null;
  costNanos: number | null;
  successful: boolean;
  endReason: string | null;
}

/** What Voximplant knows of one session, in this project's terms: everything of a call that a sync may change. */
export interface SessionFacts {
  sessionId: string;
  direction: CallDirection;
  fromNumber: string | null;
  toNumber: string | null;
  startTime: Date;
  endTime: Date | null;
  durationSeconds: number | null;
  recordsCostNanos: number | null;
  resourcesCostNanos: number | null;
  costCurrency: string | null;
  status: CallStatus;
  statusReason: string | null;
  customData: string | null;
  recordUrl: string | null;
  conversationId: string | null;
  conversationSource: ConversationSource | null;
  settled: boolean;
  legs: LegFacts[];
}

/** Legs, records and other resources together; null while no part has a cost. */
export function totalCostNanos(
  facts: Pick<SessionFacts, 'legs' | 'recordsCostNanos' | 'resourcesCostNanos'>,
): number | null {
  let total = addCosts(facts.recordsCostNanos, facts.resourcesCostNanos);
  for (const leg of facts.legs) total = addCosts(total, leg.costNanos);
  return total;
}

/** The sum of what is known. */
export function addCosts(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b;
}

type PlainFact = Exclude<keyof SessionFacts, 'legs' | 'startTime' | 'endTime'>;

/** All facts that are hashed as they are; the type sees to it that none is forgotten. */
const PLAIN_FACTS = Object.keys({
  conversationId: true,
  conversationSource: true,
  costCurrency: true,
  customData: true,
  direction: true,
  durationSeconds: true,
  fromNumber: true,
  recordUrl: true,
  recordsCostNanos: true,
  resourcesCostNanos: true,
  sessionId: true,
  settled: true,
  status: true,
  statusReason: true,
  toNumber: true,
} satisfies Record<PlainFact, true>) as PlainFact[];

/**
 * 22 characters that change whenever any fact does: two sessions with the same one need no writing.
 *
 * The facts are named above, as every call of every sync is hashed: 2.4 µs against 4.0 µs with `Object.keys(…).sort()`.
 */
export function hashFacts(facts: SessionFacts): string {
  const { legs, startTime, endTime } = facts;
  const values: unknown[] = [startTime.getTime(), endTime?.getTime() ?? null];
  for (const fact of PLAIN_FACTS) values.push(facts[fact]);
  for (const leg of legs) {
    values.push(leg.startTime.getTime(), leg.legId, leg.position, leg.direction, leg.localNumber, leg.remoteNumber);
    values.push(leg.remoteNumberType, leg.durationSeconds, leg.costNanos, leg.successful, leg.endReason);
  }
  return hash('sha256', JSON.stringify(values), 'base64url').slice(0, 22);
}
