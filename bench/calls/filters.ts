import type { Connection, RowDataPacket } from 'mysql2/promise';
import { KNOWN } from './made-calls.js';

/** A filter as somebody would use it, with what it stands for. */
export interface FilterShape {
  name: string;
  filter: Record<string, unknown>;
}

/** What has to be known of the rows to ask for them. */
export interface FilterSetting {
  /** As clients see them. */
  accountId: string;
  applicationId: string;
  /** When the last call began. */
  until: Date;
}

const DAY_MS = 86_400_000;

/** Every field of CallFilter, in the whole workspace: that is where most calls are. */
export async function filterShapes(connection: Connection, setting: FilterSetting): Promise<FilterShape[]> {
  const { accountId, applicationId, until } = setting;
  const known = await findKnown(connection);
  const before = (days: number) => new Date(until.getTime() - days * DAY_MS).toISOString();
  const digits = KNOWN.number.slice(-7);
  const shapes: Record<string, Record<string, unknown>> = {
    accountId: { accountId },
    applicationId: { applicationId },
    'one status': { status: ['BUSY'] },
    'two statuses': { status: ['BUSY', 'FAILED'] },
    direction: { direction: 'OUTBOUND' },
    'startTime, a month half a year ago': { startTime: { from: before(210), to: before(180) } },
    'startTime and application': { applicationId, startTime: { from: before(210), to: before(180) } },
    'durationSeconds, common': { durationSeconds: { min: 30, max: 120 } },
    'durationSeconds, rare': { durationSeconds: { min: 900 } },
    'number, whole': { number: KNOWN.number },
    'number, one’s own': { number: KNOWN.line },
    'number, last 7 digits': { number: digits },
    'number, 3 digits': { number: digits.slice(-3) },
    'number, 4 digits': { number: digits.slice(-4) },
    'number, 5 digits': { number: digits.slice(-5) },
    'number, 6 digits': { number: digits.slice(-6) },
    'number, 4 digits, nobody’s': { number: '0000' },
    'number, nobody’s': { number: '0000000' },
    'fromNumber, last 7 digits': { fromNumber: digits },
    'toNumber, last 7 digits': { toNumber: digits },
    'number of an application, nobody’s': { applicationId, number: '0000000' },
    'text, a common word': { text: KNOWN.commonWord },
    'text, a rare word': { text: KNOWN.rareWord },
    'text, a phrase': { text: KNOWN.phrase },
    callId: { callId: known.sessionId },
    conversationId: { conversationId: known.conversationId },
    hasTranscript: { hasTranscript: true },
    'hasTranscript not': { hasTranscript: false },
    hasRecording: { hasRecording: true },
    'hasRecording not': { hasRecording: false },
    'transcriptState, common': { transcriptState: ['EXPIRED'] },
    'transcriptState, rare': { transcriptState: ['FAILED'] },
    'recordingState, rare': { recordingState: ['FAILED'] },
    outcome: { outcome: ['FAILURE'] },
    'outcome, two': { outcome: ['FAILURE', 'UNKNOWN'] },
    'updatedAt, the last day': { updatedAt: { from: before(1) } },
    'updatedAt, a month half a year ago': { updatedAt: { from: before(210), to: before(180) } },
    'application, status and range': {
      applicationId,
      status: ['ANSWERED'],
      startTime: { from: before(60), to: before(0) },
    },
  };
  return Object.entries(shapes).map(([name, filter]) => ({ name, filter }));
}

/** Ids of some call in the middle. */
async function findKnown(connection: Connection): Promise<{ sessionId: string; conversationId: string }> {
  const [[row]] = await connection.query<(RowDataPacket & { session_id: number; conversation_id: string })[]>(
    `select session_id, conversation_id from calls where conversation_id is not null order by id desc limit 1000, 1`,
  );
  if (row === undefined) throw new Error('No call has a conversation');
  return { sessionId: String(row.session_id), conversationId: row.conversation_id };
}
