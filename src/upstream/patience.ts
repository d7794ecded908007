import { displayName, UpstreamError, type UpstreamName } from './upstream.error.js';

/** Longer than three attempts with their pauses, shorter than what proxies and browsers put up with. */
const PATIENCE_MS = 30_000;

/**
 * For requests that a person is waiting for: ends all attempts after half a minute, where a sync would go on for longer.
 * @throws UpstreamError `timeout` when the time is over; whatever `work` throws before
 */
export async function withPatience<T>(
  upstream: UpstreamName,
  work: (options: { signal: AbortSignal }) => Promise<T>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(tooSlow(upstream)), patienceMs);
  try {
    return await work({ signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow(upstream: UpstreamName): UpstreamError {
  const message = `${displayName(upstream)} did not answer in time: try again later.`;
  return new UpstreamError({ upstream, fault: 'timeout', retryable: true, message });
}
