import type { Application } from '../applications/index.js';

const DAY_MS = 24 * 3_600_000;

/**
 * When retention deletes the recording of a call: after the days that the application keeps recordings, or calls with all
 * that belongs to them, whichever end first. Null if it never does.
 */
export function expiryOf(
  callStart: Date,
  { recordingDays, callDays }: Pick<Application, 'recordingDays' | 'callDays'>,
): Date | null {
  const days = Math.min(recordingDays ?? Infinity, callDays ?? Infinity);
  return days === Infinity ? null : new Date(callStart.getTime() + days * DAY_MS);
}
