import type { RawSession } from '../simulator/index.js';
import type { CallRow } from './calls.js';
import type { Run } from './sync.js';

const MOST_SHOWN = 5;

/** What was seen from outside after the sync, beside what the upstream really holds. */
export interface Evidence {
  truth: readonly RawSession[];
  run: Pick<Run, 'counts' | 'startedAt'>;
  totalCount: number;
  calls: readonly CallRow[];
}

/** In what the mirror differs from the upstream, in sentences; nothing if in nothing. */
export function findDifferences({ truth, run, totalCount, calls }: Evidence): string[] {
  const held = truth.length;
  const { totalProcessed, newCalls, updatedCalls, unchangedCalls, failed } = run.counts;
  const numbers = [
    ['calls that the run counted as new', newCalls, held],
    ['calls that the run processed', totalProcessed, held],
    ['calls that the run counted as updated, unchanged or failed', updatedCalls + unchangedCalls + failed, 0],
    ['calls.totalCount', totalCount, held],
    ['calls that were listed', calls.length, held],
  ] as const;
  const wrong = numbers
    .filter(([, actual, expected]) => actual !== expected)
    .map(([what, actual, expected]) => `${what}: ${actual} instead of ${expected}`);
  return [...wrong, ...findDifferentCalls(truth, calls, run.startedAt)];
}

function findDifferentCalls(
  truth: readonly RawSession[],
  calls: readonly CallRow[],
  startedAt: string | null,
): string[] {
  const mirrored = new Map(calls.map((call) => [call.callId, call]));
  const sentences = truth.flatMap((session) => {
    const id = String(session.call_session_history_id);
    const difference = differenceOf(session, mirrored.get(id), startedAt);
    return difference === undefined ? [] : [`call ${id}: ${difference}`];
  });
  const more = sentences.length - MOST_SHOWN;
  return more > 0 ? [...sentences.slice(0, MOST_SHOWN), `and ${more} more calls`] : sentences;
}

function differenceOf(session: RawSession, call: CallRow | undefined, syncedAt: string | null): string | undefined {
  if (call === undefined) return 'is missing';
  const start = Date.parse(`${session.start_date?.replace(' ', 'T')}Z`);
  if (Date.parse(call.startTime) !== start) return `starts at ${call.startTime}, not ${session.start_date}`;
  const seconds = session.duration === undefined ? null : Number(session.duration);
  if (call.durationSeconds === seconds) return undefined;
  const endedSince = seconds !== null && syncedAt !== null && start + seconds * 1000 >= secondOf(syncedAt);
  if (call.durationSeconds === null && endedSince) return undefined;
  return `lasts ${call.durationSeconds} s, not ${seconds} s`;
}

/** Upstream instants are whole seconds. */
function secondOf(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000) * 1000;
}
