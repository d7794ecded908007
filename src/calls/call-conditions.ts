import { type RawBuilder, sql } from 'kysely';
import { assertForwards, type DateTimeRangeInput } from '../common/date-range.input.js';
import { assertRising, type IntRangeInput } from '../common/int-range.input.js';
import type { Dialect } from '../database/index.js';
import type { CallFilterInput } from './call-filter.input.js';
import { ArtifactState } from './call.enums.js';

type Sql = RawBuilder<unknown>;

/** How far the clocks of this server and of Voximplant may be apart. */
const CLOCKS_APART_MS = 3_600_000;
/** The last that the databases can tell. */
const END_OF_TIME_MS = Date.UTC(9999, 11, 31);

type Subject =
  | 'startTime'
  | 'latestStart'
  | 'updatedAt'
  | 'duration'
  | 'status'
  | 'transcript'
  | 'recording'
  | 'outcome'
  | 'direction'
  | 'session'
  | 'conversation';

/** What a filter asks of a call's own columns, by what it is about; nothing where nothing is asked. */
export type CallConditions = Record<Subject, Sql[]>;

/** @throws BadUserInputError naming the field that cannot be used */
export function callConditions(filter: CallFilterInput, dialect: Dialect, table = 'calls'): CallConditions {
  assertForwards(filter.startTime, 'startTime');
  assertForwards(filter.updatedAt, 'updatedAt');
  assertRising(filter.durationSeconds, 'durationSeconds');
  const column = (name: string) => sql.ref(`${table}.${name}`);
  const { direction, callId, conversationId } = filter;
  return {
    startTime: isWithin(column('start_time'), filter.startTime, dialect),
    latestStart: isWithin(column('start_time'), { to: latestStart(filter.updatedAt?.to) }, dialect),
    updatedAt: isWithin(column('updated_at'), filter.updatedAt, dialect),
    duration: isBetween(column('duration_seconds'), filter.durationSeconds),
    status: isOneOf(column('status'), filter.status),
    transcript: [
      ...isOneOf(column('transcript_state'), filter.transcriptState),
      ...isAvailable(column('transcript_state'), filter.hasTranscript),
      ...isAvailable(column('transcript_state'), filter.outcome == null ? null : true),
    ],
    recording: [
      ...isOneOf(column('recording_state'), filter.recordingState),
      ...isAvailable(column('recording_state'), filter.hasRecording),
    ],
    outcome: isOneOf(column('outcome'), filter.outcome),
    direction: direction == null ? [] : [sql`${column('direction')} = ${direction}`],
    session: callId == null ? [] : [isSession(column('session_id'), callId)],
    conversation: conversationId == null ? [] : [sql`${column('conversation_id')} = ${conversationId}`],
  };
}

/** That a column has one of the words, of which there may be none. */
function isOneOf(column: Sql, words: readonly string[] | null | undefined): Sql[] {
  if (words == null) return [];
  return [words.length === 0 ? sql`1 = 0` : sql`${column} in (${sql.join(words)})`];
}

function isWithin(column: Sql, range: DateTimeRangeInput | null | undefined, dialect: Dialect): Sql[] {
  return [
    ...(range?.from == null ? [] : [sql`${column} >= ${dialect.toColumn(range.from)}`]),
    ...(range?.to == null ? [] : [sql`${column} < ${dialect.toColumn(range.to)}`]),
  ];
}

/**
 * A call that was written before an instant had begun by then. Said in so many words, as a list that is read newest first need
 * not pass over all that began later.
 */
function latestStart(writtenBefore: Date | null | undefined): Date | null {
  if (writtenBefore == null) return null;
  return new Date(Math.min(writtenBefore.getTime() + CLOCKS_APART_MS, END_OF_TIME_MS));
}

function isBetween(column: Sql, range: IntRangeInput | null | undefined): Sql[] {
  return [
    ...(range?.min == null ? [] : [sql`${column} >= ${range.min}`]),
    ...(range?.max == null ? [] : [sql`${column} <= ${range.max}`]),
  ];
}

function isAvailable(column: Sql, wanted: boolean | null | undefined): Sql[] {
  if (wanted == null) return [];
  return [sql`${column} ${sql.raw(wanted ? '=' : '<>')} ${ArtifactState.AVAILABLE}`];
}

/** A number, so that the index is used; what is none, or beyond what the platform counts to, is no session. */
function isSession(column: Sql, callId: string): Sql {
  return /^\d{1,15}$/.test(callId) ? sql`${column} = ${Number(callId)}` : sql`1 = 0`;
}
