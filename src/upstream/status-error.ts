import {
  displayName,
  UpstreamError,
  type UpstreamErrorInit,
  type UpstreamFault,
  type UpstreamName,
} from './upstream.error.js';
import { type UpstreamAnswer } from './upstream-request.js';

type Verdict = Pick<UpstreamErrorInit, 'fault' | 'retryable'> & { advice: string };

const VERDICTS: Readonly<Record<number, Verdict>> = {
  401: { fault: 'unauthorized', advice: 'check the credentials.' },
  402: { fault: 'out_of_funds', advice: 'top up the account.' },
  403: { fault: 'forbidden', advice: 'give the credentials the missing permission.' },
  // Both upstreams say in the body when a thing is missing. A bare 404 is a wrong address, and must not look like lost data.
  404: { fault: 'bad_request', advice: 'check its address in the settings.' },
  408: { fault: 'timeout', retryable: true, advice: 'try again later.' },
  409: { fault: 'conflict', retryable: true, advice: 'try again later.' },
  425: { fault: 'unavailable', retryable: true, advice: 'try again later.' },
  429: { fault: 'rate_limited', retryable: true, advice: 'it wants fewer requests, try again later.' },
};
const SERVER_ERROR: Verdict = { fault: 'unavailable', retryable: true, advice: 'try again later.' };
const OTHER: Verdict = { fault: 'bad_request', advice: 'please report this.' };

/** The fault that an HTTP status alone stands for; undefined for a success. */
export function statusFault(status: number): UpstreamFault | undefined {
  return status >= 200 && status < 300 ? undefined : verdictOn(status).fault;
}

/** An error for an answer whose body says nothing that could be understood. */
export function statusError(upstream: UpstreamName, { status, retryAfterMs }: UpstreamAnswer): UpstreamError {
  const { fault, retryable, advice } = verdictOn(status);
  const message = `${displayName(upstream)} answered with HTTP status ${status}: ${advice}`;
  return new UpstreamError({ upstream, fault, retryable, message, httpStatus: status, retryAfterMs });
}

function verdictOn(status: number): Verdict {
  return VERDICTS[status] ?? (status >= 500 ? SERVER_ERROR : OTHER);
}
