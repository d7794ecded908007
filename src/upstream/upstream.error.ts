import { DomainError } from '../common/errors.js';
import { redactText } from '../logging/redact.js';

export type UpstreamName = 'voximplant' | 'elevenlabs';

/**
 * What went wrong, in a handful of words. Those of the first block are a clear "no": asking again changes nothing until
 * somebody acts. Those of the second mean that the upstream could not be reached, read or used just now.
 */
export type UpstreamFault =
  | 'unauthorized' // the credentials are wrong (at Voximplant also: a role is missing, the two look alike)
  | 'forbidden' // the credentials are fine, a permission, role or address rule stands in the way
  | 'not_found'
  | 'no_audio' // no audio yet, or none ever: the upstreams answer both alike
  | 'bad_request'
  | 'range_too_wide' // ask for a shorter time window
  | 'invalid_cursor' // the listing has to start again
  | 'out_of_funds' // money or credits are used up
  | 'token_expired' // a signed token was refused for its times
  | 'conflict' // something else is at work on the same thing
  | 'rate_limited'
  | 'unavailable'
  | 'timeout'
  | 'bad_payload' // answered, but unreadably
  | 'too_large'
  | 'redirected';

const REJECTED: ReadonlySet<UpstreamFault> = new Set<UpstreamFault>([
  'unauthorized',
  'forbidden',
  'not_found',
  'no_audio',
  'bad_request',
  'range_too_wide',
  'invalid_cursor',
  'out_of_funds',
  'token_expired',
]);

export interface UpstreamErrorInit {
  upstream: UpstreamName;
  fault: UpstreamFault;
  /** A sentence for users that says what to do. No credentials, no whole bodies. */
  message: string;
  /** The upstream's own code, e.g. `100` or `missing_permissions`. */
  upstreamCode?: string | undefined;
  /** The upstream's own words, made safe to show by {@link quotable}. */
  upstreamMessage?: string | undefined;
  httpStatus?: number | undefined;
  retryable?: boolean | undefined;
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/** Voximplant or ElevenLabs did not do what was asked. */
export class UpstreamError extends DomainError {
  readonly code: 'UPSTREAM_REJECTED' | 'UPSTREAM_UNAVAILABLE';
  readonly upstream: UpstreamName;
  readonly fault: UpstreamFault;
  readonly upstreamCode: string | undefined;
  readonly upstreamMessage: string | undefined;
  readonly httpStatus: number | undefined;
  /** Whether the same request can succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** How long the upstream wants to be left alone, an hour at most. */
  readonly retryAfterMs: number | undefined;

  constructor(init: UpstreamErrorInit) {
    const retryable = init.retryable ?? false;
    const { upstream, fault, upstreamCode } = init;
    super(init.message, { upstream, fault, upstreamCode, retryable }, { cause: init.cause });
    this.code = REJECTED.has(fault) ? 'UPSTREAM_REJECTED' : 'UPSTREAM_UNAVAILABLE';
    this.upstream = upstream;
    this.fault = fault;
    this.upstreamCode = upstreamCode;
    this.upstreamMessage = init.upstreamMessage;
    this.httpStatus = init.httpStatus;
    this.retryable = retryable;
    this.retryAfterMs = init.retryAfterMs;
  }
}

const NAMES: Record<UpstreamName, string> = { voximplant: 'Voximplant', elevenlabs: 'ElevenLabs' };

/** The upstream's name as users know it. */
export function displayName(upstream: UpstreamName): string {
  return NAMES[upstream];
}

const QUOTE_LENGTH = 200;

/**
 * An upstream's words as one short line without control characters, so that they can be shown, stored and logged. It may
 * quote what it was sent: credentials and numbers are masked before anything is cut off.
 */
export function quotable(words: string): string {
  const line = redactText(words.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim());
  return line.length > QUOTE_LENGTH ? `${line.slice(0, QUOTE_LENGTH)}…` : line;
}
