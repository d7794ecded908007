import { displayName, UpstreamError, type UpstreamName } from './upstream.error.js';

const TIMEOUTS: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

/** No answer in time, whichever of the limits it was that ran out. */
export function timeoutError(upstream: UpstreamName, cause?: unknown): UpstreamError {
  const message = `${displayName(upstream)} did not answer in time: try again later.`;
  return new UpstreamError({ upstream, fault: 'timeout', message, retryable: true, cause });
}

/**
 * Puts what went wrong below HTTP into an {@link UpstreamError}. Errors of ours, reasons of an aborted signal and mistakes in
 * the program, none of which carries a transport code, come back as they are.
 */
export function transportError(upstream: UpstreamName, error: unknown): unknown {
  const code = codeOf(error);
  if (error instanceof UpstreamError || code === undefined) return error;
  if (TIMEOUTS.has(code)) return timeoutError(upstream, error);
  const message = `${displayName(upstream)} could not be reached (${code}): check the network and its address, or try again later.`;
  return new UpstreamError({ upstream, fault: 'unavailable', message, retryable: true, cause: error });
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
