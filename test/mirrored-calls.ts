import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { RawLeg, RawSession } from '../simulator/index.js';
import type { ApiClient } from './api-client.js';

export interface Money {
  amount: string;
  currency: string;
}

/** Everything of a call that comes from Voximplant, as the API shows it. */
export interface MirroredCall {
  callId: string;
  direction: string;
  fromNumber: string | null;
  toNumber: string | null;
  startTime: string;
  endTime: string | null;
  durationSeconds: number | null;
  cost: Money | null;
  status: string;
  statusReason: string | null;
  customData: string | null;
  conversationId: string | null;
  conversationSource: string | null;
  legs: MirroredLeg[];
}

interface MirroredLeg {
  legId: string;
  direction: string;
  localNumber: string | null;
  remoteNumber: string | null;
  remoteNumberType: string | null;
  startTime: string;
  durationSeconds: number | null;
  cost: Money | null;
  successful: boolean;
  endReason: string | null;
}

export interface StoredCall extends MirroredCall {
  id: string;
  createdAt: string;
  updatedAt: string;
}

const CALLS = `query ($after: String, $filter: CallFilter) { calls(first: 200, after: $after, filter: $filter) {
  pageInfo { hasNextPage endCursor } nodes { id callId direction fromNumber toNumber startTime endTime durationSeconds
  cost { amount currency } status statusReason customData conversationId conversationSource createdAt updatedAt
  legs { legId direction localNumber remoteNumber remoteNumberType startTime durationSeconds cost { amount currency }
    successful endReason } } } }`;

interface Page {
  calls: { nodes: StoredCall[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
}

/** All calls that the client can see, by the id of their session. */
export async function allCalls(client: ApiClient, filter: object = {}): Promise<StoredCall[]> {
  const found: StoredCall[] = [];
  for (let after: string | null = null; ;) {
    const { calls }: Page = await client.graphql<Page>(CALLS, { after, filter });
    found.push(...calls.nodes);
    if (!calls.pageInfo.hasNextPage) return found.sort(bySession);
    after = calls.pageInfo.endCursor;
  }
}

/** Without what is this side's own. */
export function mirrored(calls: readonly StoredCall[]): MirroredCall[] {
  return calls.map(({ id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...call }) => call);
}

/** What the API has to show of these sessions: design §5 written down once more, with none of the code that is tested. */
export function expectedCalls(sessions: Iterable<RawSession>, currency = 'USD'): MirroredCall[] {
  return [...sessions].map((session) => expectedCall(session, currency)).sort(bySession);
}

function expectedCall(session: RawSession, currency: string): MirroredCall {
  const { calls: legs = [], records = [], other_resource_usage: usages = [] } = session;
  const customer = customerLeg(legs);
  const durationSeconds = secondsOf(session.duration);
  const startTime = instantOf(session.start_date);
  const [local, remote] = [numberOf(customer?.local_number), numberOf(customer?.remote_number)];
  const conversationId = /conv_\w+/.exec(session.custom_data ?? '')?.[0] ?? null;
  return {
    callId: String(session.call_session_history_id),
    direction: customer === undefined ? 'UNKNOWN' : customer.incoming ? 'INBOUND' : 'OUTBOUND',
    fromNumber: customer?.incoming ? remote : local,
    toNumber: customer?.incoming ? local : remote,
    startTime,
    endTime: durationSeconds === null ? null : new Date(Date.parse(startTime) + durationSeconds * 1000).toISOString(),
    durationSeconds,
    cost: sumOf([...legs, ...records, ...usages], currency),
    status: session.duration === undefined ? 'IN_PROGRESS' : statusOf(customer),
    statusReason: wordsOf(customer),
    customData: session.custom_data ?? null,
    conversationId,
    conversationSource: conversationId === null ? null : 'CUSTOM_DATA',
    legs: legs.map((leg) => ({
      legId: String(leg.call_id),
      direction: leg.incoming ? 'INBOUND' : 'OUTBOUND',
      localNumber: numberOf(leg.local_number),
      remoteNumber: numberOf(leg.remote_number),
      remoteNumberType: leg.remote_number_type?.toLowerCase() ?? null,
      startTime: instantOf(leg.start_time),
      durationSeconds: secondsOf(leg.duration),
      cost: sumOf([leg], currency),
      successful: leg.successful === true,
      endReason: wordsOf(leg),
    })),
  };
}

function customerLeg(legs: readonly RawLeg[]): RawLeg | undefined {
  const outgoing = legs.find(({ incoming }) => !incoming);
  const isUser = legs[0]?.remote_number_type?.toLowerCase() === 'user';
  return legs[0]?.incoming === true && !isUser ? legs[0] : (outgoing ?? legs[0]);
}

function statusOf(leg: RawLeg | undefined): string {
  if (leg?.successful) return 'ANSWERED';
  const code = wordsOf(leg)?.slice(0, 3);
  if (leg === undefined || code === undefined) return leg?.incoming ? 'NO_ANSWER' : 'FAILED';
  if (['486', '600', '603'].includes(code)) return 'BUSY';
  return ['408', '480', '487'].includes(code) ? 'NO_ANSWER' : 'FAILED';
}

function wordsOf(leg: RawLeg | undefined): string | null {
  const reason = leg?.end_reason;
  const words = typeof reason === 'object' ? `${reason.code ?? ''} ${reason.details ?? ''}` : (reason ?? '');
  return words.trim() || null;
}

function numberOf(raw: string | undefined): string | null {
  if (raw === undefined) return null;
  return /^\d+$/.test(raw) && parsePhoneNumberFromString(`+${raw}`)?.isValid() ? `+${raw}` : raw;
}

/** Exact: in billionths, and written as the shortest decimal. */
function sumOf(parts: readonly { cost?: number | string }[], currency: string): Money | null {
  const costs = parts.flatMap(({ cost }) => (cost === undefined ? [] : [Math.round(Number(cost) * 1e9)]));
  if (costs.length === 0) return null;
  const nanos = costs.reduce((sum, cost) => sum + cost, 0);
  return { amount: (nanos / 1e9).toFixed(9).replace(/\.?0+$/, ''), currency };
}

function secondsOf(value: number | string | undefined): number | null {
  return value === undefined ? null : Number(value);
}

function instantOf(date: string | undefined): string {
  return `${date?.replace(' ', 'T')}.000Z`;
}

function bySession(a: MirroredCall, b: MirroredCall): number {
  return Number(a.callId) - Number(b.callId);
}
