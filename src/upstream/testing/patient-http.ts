import { DEFAULT_RETRY } from '../retry-policy.js';
import { type UpstreamClock } from '../upstream-clock.js';
import { UpstreamHttp } from '../upstream-http.js';
import { LocalLimiter } from '../upstream-limiter.js';
import { type UpstreamSettings } from '../upstream-settings.js';
import { closeLater } from './scripted-server.js';

export const NOW = Date.UTC(2026, 2, 14, 12);

/** A clock that begins at {@link NOW} and moves by pauses alone, which it notes and does not wait for; chance always gives half. */
export function restlessClock(): UpstreamClock & { pausesMs: number[] } {
  const pausesMs: number[] = [];
  let now = NOW;
  return {
    pausesMs,
    now: () => now,
    random: () => 0.5,
    sleep(milliseconds, signal) {
      pausesMs.push(milliseconds);
      now += milliseconds;
      return signal?.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve();
    },
  };
}

/** The real thing with limits so short that a test need not wait for them. Closed after the test. */
export function patientHttp(settings: Partial<UpstreamSettings> = {}, concurrency = 8) {
  const clock = restlessClock();
  const limits: UpstreamSettings = {
    connectTimeoutMs: 500,
    headersTimeoutMs: 5_000,
    idleTimeoutMs: 5_000,
    deadlineMs: 5_000,
    fileDeadlineMs: 5_000,
    retry: DEFAULT_RETRY,
    breakMs: 30_000,
    ...settings,
  };
  const http = new UpstreamHttp(limits, new LocalLimiter({ concurrency, requestsPerSecond: 10_000 }, clock), clock);
  closeLater(() => http.onApplicationShutdown());
  return { http, clock };
}
