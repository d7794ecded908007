import { parseJson } from '../json-text.js';
import { boundedWaitMs } from '../retry-after.js';
import { statusError, statusFault } from '../status-error.js';
import { quotable, UpstreamError } from '../upstream.error.js';
import { type UpstreamAnswer } from '../upstream-request.js';
import { ERROR_CODES, UNKNOWN_CODE } from './voximplant-error-codes.js';
import { readErrors, type ReportedError } from './voximplant.wire.js';

/** Code 416 names its wait only in the text. */
const RETRY_AFTER_CODE = 416;

/**
 * Parses an answer that should be a success. Voximplant reports errors with HTTP status 200, so the body decides; the status
 * does where the body says nothing.
 * @throws UpstreamError by the error code, else by the status, else `bad_payload` for what is not JSON
 */
export function parseAnswer(answer: UpstreamAnswer): unknown {
  const overloadedOrFailed = answer.status === 429 || answer.status >= 500;
  if (overloadedOrFailed) throw statusError('voximplant', answer);
  const body = statusFault(answer.status) === undefined ? parseJson('voximplant', answer.text) : attempt(answer.text);
  const errors = readErrors(body);
  if (errors[0]) throw reportedError(errors, answer);
  if (statusFault(answer.status) !== undefined) throw statusError('voximplant', answer);
  return body;
}

function attempt(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function reportedError(errors: readonly ReportedError[], answer: UpstreamAnswer): UpstreamError {
  const [main] = errors;
  const code = main?.code ?? 0;
  const { fault, retryable, advice } = ERROR_CODES.get(code) ?? UNKNOWN_CODE;
  const words = errors.map((error) => quotable(`${error.code} ${error.message}`)).join('; ');
  const refusal = fault === 'unauthorized' ? 'refused the credentials' : 'refused the request';
  return new UpstreamError({
    upstream: 'voximplant',
    fault,
    retryable,
    message: `Voximplant ${refusal} (${words}): ${advice}`,
    upstreamCode: String(code),
    upstreamMessage: quotable(main?.message ?? ''),
    httpStatus: answer.status,
    retryAfterMs: answer.retryAfterMs ?? (code === RETRY_AFTER_CODE ? waitInWords(main?.message ?? '') : undefined),
  });
}

function waitInWords(message: string): number | undefined {
  const seconds = /\d+/.exec(message)?.[0];
  return seconds === undefined ? undefined : boundedWaitMs(Number(seconds));
}
