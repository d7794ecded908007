import { type UpstreamClock } from './upstream-clock.js';
import { type UpstreamError, type UpstreamFault } from './upstream.error.js';

export interface RetrySettings {
  /** Attempts in all, the first one included. */
  attempts: number;
  /** Upper bound of the pause before the second attempt; it doubles from there on. */
  baseDelayMs: number;
  maxDelayMs: number;
  /** A `Retry-After` up to this is waited for in place, a longer one is left to the caller. */
  maxWaitInPlaceMs: number;
}

export const DEFAULT_RETRY: RetrySettings = {
  attempts: 5,
  baseDelayMs: 1_000,
  maxDelayMs: 60_000,
  maxWaitInPlaceMs: 30_000,
};

/** Faults that more patience seldom cures: attempts in all, where that is fewer than the settings allow. */
const FEW_ATTEMPTS: Partial<Record<UpstreamFault, number>> = {
  bad_payload: 3,
  conflict: 2,
  token_expired: 2,
};

/**
 * The one place that decides whether a failed request is sent again.
 * @param attempt how many attempts have been made, from 1
 * @returns the pause before the next one in milliseconds, or null to give up
 */
export function nextAttemptIn(
  error: UpstreamError,
  attempt: number,
  settings: RetrySettings,
  clock: Pick<UpstreamClock, 'random'>,
): number | null {
  const attempts = Math.min(settings.attempts, FEW_ATTEMPTS[error.fault] ?? Infinity);
  if (!error.retryable || attempt >= attempts) return null;
  if (error.fault === 'token_expired') return 0; // the next attempt is signed anew, waiting would gain nothing
  const askedMs = error.retryAfterMs ?? 0;
  if (askedMs > settings.maxWaitInPlaceMs) return null;
  const ceilingMs = Math.min(settings.maxDelayMs, settings.baseDelayMs * 2 ** (attempt - 1));
  return Math.max(askedMs, Math.round(clock.random() * ceilingMs));
}
