import type { Application } from './application.entity.js';

const DAY_MS = 86_400_000;

/**
 * Whether a call, its transcript or its recording is past the days that the application keeps it. What retention has removed,
 * or would remove today, is not brought in again.
 * @param callStart from which all of them count
 */
export function isPastItsDays(
  application: Pick<Application, 'callDays' | 'transcriptDays' | 'recordingDays'>,
  what: 'call' | 'transcript' | 'recording',
  callStart: Date,
  now: Date,
): boolean {
  const days = application[`${what}Days`];
  return days != null && callStart.getTime() < now.getTime() - days * DAY_MS;
}
