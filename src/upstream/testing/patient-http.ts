import { DEFAULT_RETRY } from '../retry-policy.js';
import { type UpstreamClock } from '../upstream-clock.js';
import { UpstreamHttp } from '../upstream-http.js';
import { LocalLimiter } from '../upstream-limiter.js';
import { type UpstreamSettings } from '../upstream-settings.js';
import { closeLater } from './scripted-server.js';

export const NOW = Date.UTC(2026, 2, 14, 12);

/** A clock that stands at {@link NOW}, never waits, and notes how long it should have; chance always gives half. */
export function restlessClock(): UpstreamClock & { pausesMs: number[] } {
  const pausesMs: number[] = [];
  return {
    pausesMs,
    now: () => NOW,
    random: () => 0.5,
    sleep(milliseconds, signal) {
      pausesMs.push(milliseconds);
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
    ...settings,
  };
  const http = new UpstreamHttp(limits, new LocalLimiter(concurrency), clock);
  closeLater(() => http.onModuleDestroy());
  return { http, clock };
}
