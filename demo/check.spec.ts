import type { RawSession } from '../simulator/index.js';
import type { CallRow } from './calls.js';
import { type Evidence, findDifferences } from './check.js';

/** A run of calls alone. */
const NO_DATA = { transcriptsSynced: 0, audiosSynced: 0, skipped: 0, bytesDownloaded: 0 };

const session = (id: number, more: Partial<RawSession> = {}): RawSession => ({
  call_session_history_id: id,
  start_date: '2026-03-01 12:00:00',
  duration: '30',
  ...more,
});

const call = (id: number, more: Partial<CallRow> = {}): CallRow => ({
  callId: String(id),
  startTime: '2026-03-01T12:00:00.000Z',
  durationSeconds: 30,
  status: 'ANSWERED',
  cost: null,
  ...more,
});

const counts = { totalProcessed: 2, newCalls: 2, updatedCalls: 0, unchangedCalls: 0, failed: 0, ...NO_DATA };

function evidence(more: Partial<Evidence> = {}): Evidence {
  return {
    truth: [session(1), session(2)],
    calls: [call(2), call(1)],
    totalCount: 2,
    run: { counts, startedAt: '2026-03-01T13:00:00.500Z' },
    ...more,
  };
}

describe('findDifferences', () => {
  it('finds none where the mirror is true', () => {
    expect(findDifferences(evidence())).toEqual([]);
  });

  it('names a call that is missing and the numbers that do not fit', () => {
    const differences = findDifferences(evidence({ calls: [call(1)], totalCount: 1 }));

    expect(differences).toEqual([
      'calls.totalCount: 1 instead of 2',
      'calls that were listed: 1 instead of 2',
      'call 2: is missing',
    ]);
  });

  it('notices a call in place of another, and one that is listed twice', () => {
    expect(findDifferences(evidence({ calls: [call(1), call(3)] }))).toEqual(['call 2: is missing']);
    expect(findDifferences(evidence({ calls: [call(1), call(1)] }))).toEqual(['call 2: is missing']);
  });

  it('holds the run to what it counted', () => {
    const run = { counts: { ...counts, newCalls: 1, failed: 1 }, startedAt: null };

    expect(findDifferences(evidence({ run }))).toEqual([
      'calls that the run counted as new: 1 instead of 2',
      'calls that the run counted as updated, unchanged or failed: 1 instead of 0',
    ]);
  });

  it('compares start and length', () => {
    const calls = [call(1, { startTime: '2026-03-01T11:00:00.000Z' }), call(2, { durationSeconds: 29 })];

    expect(findDifferences(evidence({ calls }))).toEqual([
      'call 1: starts at 2026-03-01T11:00:00.000Z, not 2026-03-01 12:00:00',
      'call 2: lasts 29 s, not 30 s',
    ]);
  });

  it('lets a call pass that was running when it was synced, and no other', () => {
    const calls = [call(1, { durationSeconds: null }), call(2, { durationSeconds: null })];
    const truth = [session(1, { duration: 3600 }), session(2, { duration: undefined })];

    expect(findDifferences(evidence({ truth, calls }))).toEqual([]);
    expect(findDifferences(evidence({ calls }))).toEqual([
      'call 1: lasts null s, not 30 s',
      'call 2: lasts null s, not 30 s',
    ]);
  });

  it('stays short however many calls differ', () => {
    const truth = Array.from({ length: 50 }, (_, id) => session(id));

    expect(findDifferences(evidence({ truth, calls: [] })).at(-1)).toBe('and 45 more calls');
  });
});
