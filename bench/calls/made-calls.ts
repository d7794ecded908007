import { encodeTime } from 'ulid';
import { numberKey, numberParts } from '../../src/common/number-key.js';
import { toSearchableText } from '../../src/common/searchable-text.js';
import { Dice, Random } from '../../simulator/data/random.js';

/** Whose calls are made, and how many. */
export interface MadeCallsPlan {
  seed: number;
  calls: number;
  workspaceId: string;
  /** Ids of the applications, which share the calls evenly. */
  applicationIds: readonly string[];
  /** When the last call began. */
  until: Date;
}

/** The values of a row, by column. */
export type Row = Record<string, string | number | null>;

/** A call, and what was said in it where that is here. */
export interface MadeCall {
  call: Row;
  conversation?: MadeConversation;
}

export interface MadeConversation {
  transcript: Row;
  text: Row;
  words: readonly Row[];
}

const SPAN_MS = 365 * 86_400_000;
/** Calls of which one has its transcript here; the words of all of them would take longer to load than the calls. */
export const CALLS_A_TRANSCRIPT = 20;
const WORDS_A_TRANSCRIPT = { least: 40, most: 100 };

const STATUSES = new Dice({ answered: 70, no_answer: 18, busy: 8, failed: 4 });
const DIRECTIONS = new Dice({ inbound: 60, outbound: 40 });
const RECORDING_STATES = new Dice({ available: 60, expired: 38, absent: 1.95, failed: 0.05 });
const TRANSCRIPT_STATES = new Dice({ expired: 97, absent: 2.95, failed: 0.05 });
const OUTCOMES = new Dice({ success: 70, unknown: 20, failure: 10 });
const REASONS: Readonly<Record<string, string>> = {
  answered: 'OK',
  no_answer: '480 Temporarily Unavailable',
  busy: '486 Busy Here',
  failed: '503 Service Unavailable',
};

const CUSTOMERS = 200_000;
const LINES = 40;
const VOCABULARY = 20_000;

/** What the benchmark searches for, as it is known here that it occurs. */
export interface KnownValues {
  /** Of one customer, E.164. */
  number: string;
  /** Of the team itself, and so of many calls. */
  line: string;
  commonWord: string;
  rareWord: string;
  phrase: string;
}

export const KNOWN: KnownValues = {
  number: customerNumber(7),
  line: ownLine(0),
  commonWord: word(3),
  rareWord: word(VOCABULARY - 7),
  phrase: `"${word(0)} ${word(1)}"`,
};

/**
 * Calls as a year of syncs would have left them, oldest first: the order in which their keys ascend. The same plan gives the
 * same calls.
 */
export function* makeCalls(plan: MadeCallsPlan): Generator<MadeCall, void> {
  for (let at = 0; at < plan.calls; at += 1) yield makeCall(plan, at);
}

/** What the numbers of all calls are found by. Some of them are in none, where there are few calls. */
export function* makeNumberParts(workspaceId: string): Generator<Row, void> {
  const count = (most: number, make: (at: number) => string) => Array.from({ length: most }, (_, at) => make(at));
  for (const number of [...count(CUSTOMERS, customerNumber), ...count(LINES, ownLine)]) {
    const key = numberKey(number);
    for (const part of numberParts(key)) yield { workspace_id: workspaceId, part, number_key: key };
  }
}

function makeCall(plan: MadeCallsPlan, at: number): MadeCall {
  const random = new Random(plan.seed, at);
  const startMs = startOf(plan, at) + random.int(0, 999);
  const status = random.roll(STATUSES);
  const isAnswered = status === 'answered';
  const durationSeconds = isAnswered ? 5 + Math.floor(-90 * Math.log(1 - random.next())) : 0;
  const inbound = random.roll(DIRECTIONS) === 'inbound';
  const customer = customerNumber(random.int(0, CUSTOMERS - 1));
  const line = ownLine(random.int(0, LINES - 1));
  const [from, to] = inbound ? [customer, line] : [line, customer];
  const hasTranscript = isAnswered && random.chance(10 / 7 / CALLS_A_TRANSCRIPT);
  const conversationId = isAnswered ? `conv_${random.text(24)}` : null;
  const costNanos = isAnswered ? durationSeconds * 180_000 + 3_000_000 : 0;
  const id = keyOf(startMs, at);
  const endMs = startMs + durationSeconds * 1000;
  const conversation =
    hasTranscript && conversationId !== null
      ? makeConversation(plan.workspaceId, id, conversationId, at + 1, random)
      : undefined;
  const call: Row = {
    id,
    workspace_id: plan.workspaceId,
    application_id: plan.applicationIds[at % plan.applicationIds.length] ?? '',
    session_id: 4_000_000_000 + at,
    direction: inbound ? 'inbound' : 'outbound',
    from_number: from,
    to_number: to,
    from_key: numberKey(from),
    to_key: numberKey(to),
    start_time: stored(startMs),
    end_time: stored(endMs),
    duration_seconds: durationSeconds,
    cost_nanos: costNanos,
    records_cost_nanos: isAnswered ? 1_000_000 : 0,
    resources_cost_nanos: 0,
    cost_currency: 'USD',
    status,
    status_reason: REASONS[status] ?? null,
    custom_data: conversationId && JSON.stringify({ conversation_id: conversationId }),
    record_url: isAnswered ? `https://www-records.example.com/2026/${random.text(40)}.mp3` : null,
    conversation_id: conversationId,
    conversation_source: conversationId && 'custom_data',
    conversation_tried_at: null,
    transcript_state: hasTranscript ? 'available' : isAnswered ? random.roll(TRANSCRIPT_STATES) : 'none',
    outcome: conversation?.transcript.outcome ?? null,
    transcript_reason: null,
    transcript_tried_at: null,
    transcript_retry_at: null,
    recording_state: isAnswered ? random.roll(RECORDING_STATES) : 'none',
    recording_reason: null,
    recording_tried_at: null,
    recording_retry_at: null,
    settled: 1,
    row_hash: random.text(22),
    created_at: stored(endMs + 600_000),
    updated_at: stored(endMs + random.int(600_000, 7_200_000)),
  };
  return conversation === undefined ? { call } : { call, conversation };
}

/** @param doc a number that no other text has */
function makeConversation(
  workspaceId: string,
  callId: string,
  conversationId: string,
  doc: number,
  random: Random,
): MadeConversation {
  const said = Array.from({ length: random.int(WORDS_A_TRANSCRIPT.least, WORDS_A_TRANSCRIPT.most) }, () =>
    word(Math.floor(VOCABULARY * random.next() ** 3)),
  );
  const { words, keys } = toSearchableText(workspaceId, [said.join(' ')]);
  const transcript: Row = {
    call_id: callId,
    workspace_id: workspaceId,
    conversation_id: conversationId,
    language: 'en',
    summary: said.slice(0, 30).join(' '),
    outcome: random.roll(OUTCOMES),
    termination_reason: null,
    duration_seconds: said.length,
    credits: said.length * 3,
    evaluations: '[]',
    data: '{}',
    raw: '',
    fetched_at: stored(0),
  };
  return { transcript, text: { doc, call_id: callId, words }, words: keys.map((key) => ({ word: key, doc })) };
}

function startOf({ calls, until }: MadeCallsPlan, at: number): number {
  return Math.floor(until.getTime() - SPAN_MS + (SPAN_MS / calls) * at);
}

/** A ULID. */
function keyOf(ms: number, at: number): string {
  return `${encodeTime(ms)}${at.toString(10).padStart(16, '0')}`;
}

/** Spread over the numbers of a country, so that parts of them are as rare as they are in life. */
function customerNumber(customer: number): string {
  return `+79${String((customer * 48_271 + 104_729) % 1_000_000_007).padStart(9, '0')}`;
}

/** All of one city. */
function ownLine(line: number): string {
  return `+7495${String(1_000_000 + line * 1017)}`;
}

/** The lower, the more common. Consonants and vowels in turn: each number has its word. */
function word(rank: number): string {
  let text = '';
  for (let rest = rank + 1; rest > 0; rest = Math.floor(rest / 100)) {
    text += `${'bcdfghklmnprstvwxyzj'[rest % 20]}${'aeiou'[Math.floor(rest / 20) % 5]}`;
  }
  return text;
}

/** As a `datetime(3)` takes it. */
function stored(ms: number): string {
  return new Date(ms).toISOString().slice(0, 23).replace('T', ' ');
}
