import { ArtifactState, type PendingCall } from '../calls/index.js';
import type { RunFailure } from './run-leases.js';
import type { SyncCounts } from './sync-run.snapshot.js';

/** How a try to fetch a transcript or a recording ended. */
export interface ArtifactOutcome {
  /** What the call says from now on; undefined where somebody has written it already, or nothing changes. */
  state?: ArtifactState;
  reason?: string | null;
  counts: Partial<SyncCounts>;
  failure?: Pick<RunFailure, 'code' | 'message'>;
}

/** Right after a call: its transcript mostly takes some seconds. */
const SHORTEST_PAUSE_MS = 5_000;
const HOUR_MS = 3_600_000;
const HOPE_MS = 24 * HOUR_MS;
/** How long after its end a call that fails is tried again by schedule. */
const PATIENCE_MS = 7 * 24 * HOUR_MS;
const LONGEST_PAUSE_MS = 6 * HOUR_MS;

type Times = Pick<PendingCall, 'startTime' | 'endTime'>;

/**
 * When the schedule tries again: after half of the time since the end of the call, so that the pauses grow with it; never
 * where nothing is to be expected any more.
 */
export function retryAt(state: ArtifactState, call: Times, now: Date): Date | null {
  if (state !== ArtifactState.PROCESSING && state !== ArtifactState.FAILED) return null;
  const sinceEndMs = now.getTime() - endOf(call).getTime();
  if (sinceEndMs > PATIENCE_MS) return null;
  return new Date(now.getTime() + Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, sinceEndMs / 2)));
}

/** The upstream is not done with it yet: another try later, until a day after the end of the call, then there is none. */
export function notReady(call: Times, now: Date, reason: string): ArtifactOutcome {
  return now.getTime() - endOf(call).getTime() < HOPE_MS
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

/** Nothing is asked for: it is here, or there is nothing to ask for, or it was removed for good. */
export const SKIPPED: ArtifactOutcome = { counts: { skipped: 1 } };

/** What a call says of data that are here, where asking for them again has brought nothing. */
export function reasonKept(reason: string | null): string | null {
  return reason && `${reason}; what was stored before is kept`;
}

function endOf({ startTime, endTime }: Times): Date {
  return endTime ?? startTime;
}
