import { ArtifactState } from '../calls/index.js';
import type { RunFailure } from './run-ledger.js';
import type { SyncCounts } from './sync-run.snapshot.js';

/** How a try to fetch a transcript or a recording ended. */
export interface ArtifactOutcome {
  /** What the call says from now on; undefined where somebody has written it already, or nothing changes. */
  state?: ArtifactState;
  reason?: string | null;
  counts: Partial<SyncCounts>;
  failure?: Pick<RunFailure, 'code' | 'message'>;
}

const HOPE_MS = 24 * 3_600_000;

/** The upstream is not done with it yet: another try later, until a day after the end of the call, then there is none. */
export function notReady(call: { startTime: Date; endTime: Date | null }, now: Date, reason: string): ArtifactOutcome {
  const end = call.endTime ?? call.startTime;
  return now.getTime() - end.getTime() < HOPE_MS
    ? { state: ArtifactState.PROCESSING, reason, counts: { skipped: 1 } }
    : absent(`${reason}; given up a day after the call`);
}

/** There is none, and there will be none. */
export function absent(reason: string): ArtifactOutcome {
  return { state: ArtifactState.ABSENT, reason, counts: { skipped: 1 } };
}

/** Fetching failed and will be tried again; the run names it. */
export function failed(code: string, message: string): ArtifactOutcome {
  return { state: ArtifactState.FAILED, reason: message, counts: {}, failure: { code, message } };
}

/** Nothing to do. */
export const NOTHING: ArtifactOutcome = { counts: {} };
