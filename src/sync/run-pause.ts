import { UpstreamError, type UpstreamFault } from '../upstream/index.js';

/** Faults that pass by themselves, sooner or later. */
const PASSING: ReadonlySet<UpstreamFault> = new Set<UpstreamFault>(['unavailable', 'timeout', 'rate_limited']);

/** Pauses of this kind in a row, after which somebody should know: with the default they make half an hour. */
const MOST_PAUSES = 6;
const LONGEST_MS = 3_600_000;

/**
 * How long a run is put aside after an upstream's fault, in milliseconds: as long as the upstream asked for, or, where it
 * was away, for a pause that doubles from one time to the next.
 * @param fruitless how often in a row the run was taken up without progress, this time included
 * @param firstMs the first pause; UPSTREAM_BREAK_MS
 * @returns undefined where waiting is of no use, or has been of none
 */
export function pauseAfter(reason: unknown, fruitless: number, firstMs: number): number | undefined {
  if (!(reason instanceof UpstreamError)) return undefined;
  if (reason.retryAfterMs !== undefined) return reason.retryAfterMs;
  if (!PASSING.has(reason.fault) || fruitless > MOST_PAUSES) return undefined;
  return Math.min(LONGEST_MS, firstMs * 2 ** Math.max(0, fruitless - 1));
}
