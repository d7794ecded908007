import { DEFAULT_RETRY, type RetrySettings } from './retry-policy.js';

export interface UpstreamSettings {
  connectTimeoutMs: number;
  /** From the request until the headers of the answer are whole. */
  headersTimeoutMs: number;
  /** Between two pieces of a body. */
  idleTimeoutMs: number;
  /** For one attempt as a whole; stops an upstream that sends a byte now and then. */
  deadlineMs: number;
  /** The same for a file. */
  fileDeadlineMs: number;
  retry: RetrySettings;
  /** How long an upstream that keeps failing is left alone at first. */
  breakMs: number;
}

const LONGEST_CONNECT_MS = 10_000;
const DEFAULT_BREAK_MS = 30_000;

/** All limits in proportion to the one that operators set (`UPSTREAM_TIMEOUT_MS`). */
export function settingsFor(
  timeoutMs: number,
  { retry = DEFAULT_RETRY, breakMs = DEFAULT_BREAK_MS }: Partial<Pick<UpstreamSettings, 'retry' | 'breakMs'>> = {},
): UpstreamSettings {
  return {
    connectTimeoutMs: Math.min(timeoutMs, LONGEST_CONNECT_MS),
    headersTimeoutMs: timeoutMs,
    idleTimeoutMs: timeoutMs,
    deadlineMs: timeoutMs * 3,
    fileDeadlineMs: timeoutMs * 45, // 200 MB within 15 minutes at the default
    retry,
    breakMs,
  };
}
