const LONGEST_MS = 3_600_000;
const HTTP_DATE = /^[A-Za-z]{3,9}, .+ GMT$/;

/** A wait that an upstream asked for, cut at an hour where it is absurd; undefined if it makes no sense. */
export function boundedWaitMs(seconds: number): number | undefined {
  if (!Number.isFinite(seconds) || seconds < 0) return undefined;
  return Math.min(Math.ceil(seconds * 1_000), LONGEST_MS);
}

/**
 * Reads a `Retry-After` header, which holds whole seconds or an HTTP date.
 * @returns milliseconds from now, an hour at most; undefined if there is none or it cannot be read
 * @see RFC 9110, section 10.2.3
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const value = header?.trim() ?? '';
  if (/^\d+$/.test(value)) return boundedWaitMs(Math.min(Number(value), LONGEST_MS));
  if (!HTTP_DATE.test(value)) return undefined;
  return boundedWaitMs(Math.max(0, Date.parse(value) - nowMs) / 1_000);
}
