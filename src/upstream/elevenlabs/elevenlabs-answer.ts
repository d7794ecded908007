import { cleanJsonText, parseJson } from '../json-text.js';
import { isObject, listOf, objectOf, textOf } from '../json-values.js';
import { statusError, statusFault } from '../status-error.js';
import { quotable, UpstreamError, type UpstreamFault } from '../upstream.error.js';
import { type UpstreamAnswer } from '../upstream-request.js';

interface Verdict {
  fault: UpstreamFault;
  retryable?: boolean;
  /** A sentence, in which `%` stands for what ElevenLabs said. */
  message: string;
}

const WRONG_KEY: Verdict = {
  fault: 'unauthorized',
  message: 'ElevenLabs refused the API key (%): check the key, and that the region is the one of its workspace.',
};
const NO_PERMISSION: Verdict = {
  fault: 'forbidden',
  message: 'The ElevenLabs API key lacks a permission (%): give it read access to conversational AI (convai_read).',
};
const NO_CREDITS: Verdict = {
  fault: 'out_of_funds',
  message: 'The credits at ElevenLabs are used up (%): top them up.',
};
const NO_AUDIO: Verdict = {
  fault: 'no_audio',
  message: 'ElevenLabs has no audio of this conversation (%): it may not be ready yet, or recording is switched off.',
};
const NOT_FOUND: Verdict = {
  fault: 'not_found',
  message: 'ElevenLabs does not have this (%): check the id and the region; it may also have been deleted there.',
};
const NO_AGENT: Verdict = {
  fault: 'not_found',
  message: 'ElevenLabs does not know the agent (%): check its id, and that key and region are those of its workspace.',
};
const NO_CONVERSATION: Verdict = {
  fault: 'not_found',
  message: 'ElevenLabs does not know the conversation (%): it was deleted there, or is in another workspace or region.',
};
const TOO_MANY: Verdict = {
  fault: 'rate_limited',
  retryable: true,
  message: 'ElevenLabs wants fewer requests (%): try again later.',
};
const BUSY: Verdict = {
  fault: 'conflict',
  retryable: true,
  message: 'ElevenLabs is at work on this (%): try again later.',
};
const DOWN: Verdict = {
  fault: 'unavailable',
  retryable: true,
  message: 'ElevenLabs is not available (%): try again later.',
};
const STALE_CURSOR: Verdict = {
  fault: 'invalid_cursor',
  message: 'The listing at ElevenLabs expired (%): start it again.',
};
const BAD_REQUEST: Verdict = {
  fault: 'bad_request',
  message: 'ElevenLabs refused the request (%): please report this.',
};

function words(verdict: Verdict, ...names: string[]): [string, Verdict][] {
  return names.map((name) => [name, verdict]);
}

/**
 * What a `status`, `code` or `type` of a `detail` means, the telling ones first: `missing_permissions` may come along with
 * `unauthorized`, and then the key is fine.
 * @see ElevenLabs documentation, "Errors"
 */
const VERDICTS: readonly (readonly [string, Verdict])[] = [
  ...words(NO_PERMISSION, 'missing_permissions', 'insufficient_permissions', 'workspace_access_denied', 'forbidden'),
  ...words(NO_PERMISSION, 'feature_not_available', 'subscription_required'),
  ...words(NO_CREDITS, 'quota_exceeded', 'insufficient_credits'),
  ...words(NO_AUDIO, 'missing_conversation_audio'),
  ...words(STALE_CURSOR, 'invalid_cursor'),
  ...words(TOO_MANY, 'rate_limit_exceeded', 'concurrent_limit_exceeded', 'too_many_concurrent_requests', 'system_busy'),
  ...words(WRONG_KEY, 'invalid_api_key', 'missing_api_key', 'needs_authorization', 'invalid_authorization_header'),
  ...words(WRONG_KEY, 'unauthorized', 'sign_in_required', 'detected_unusual_activity'),
  ...words(NO_CONVERSATION, 'conversation_not_found', 'conversation_history_not_found', 'transcript_not_found'),
  ...words(NO_AGENT, 'agent_not_found', 'document_not_found'),
  ...words(NOT_FOUND, 'file_not_found'),
  ...words(BUSY, 'already_running', 'already_processing', 'concurrent_modification'),
  ...words(DOWN, 'internal_error', 'service_unavailable', 'maintenance'),
  // Types, which only sort the codes, come last.
  ...words(WRONG_KEY, 'authentication_error'),
  ...words(NO_PERMISSION, 'authorization_error'),
  ...words(NO_CREDITS, 'payment_required'),
  ...words(NOT_FOUND, 'not_found'),
  ...words(BUSY, 'conflict'),
  ...words(TOO_MANY, 'rate_limit_error'),
  ...words(BAD_REQUEST, 'validation_error', 'invalid_request'),
];

/** Words for an unknown conversation, which its audio answers with too. */
const CONVERSATION_UNKNOWN = new Set(['conversation_not_found', 'conversation_history_not_found']);

/** What a `detail` of any of the four shapes says. */
interface Detail {
  /** `status`, `code` and `type`; the first is the older word for what the second says. */
  words: string[];
  message: string;
}

/**
 * Parses an answer that should be a success.
 * @throws UpstreamError by the words of the body, else by the status, else `bad_payload` for what is not JSON
 */
export function parseAnswer(answer: UpstreamAnswer): unknown {
  if (statusFault(answer.status) !== undefined) throw refusal(answer);
  return parseJson('elevenlabs', answer.text);
}

/** The error that an answer other than 2xx stands for. A wrong key comes as 401 or 400, a missing permission as 401: the body decides. */
export function refusal(answer: UpstreamAnswer): UpstreamError {
  const detail = readDetail(answer.text);
  const verdict = VERDICTS.find(([word]) => detail?.words.includes(word))?.[1];
  if (!detail) return statusError('elevenlabs', answer);
  return toError(answer, detail, verdict ?? byStatus(answer));
}

/** {@link refusal} for audio, whose absence is told in words that were not all written down. */
export function audioRefusal(answer: UpstreamAnswer): UpstreamError {
  const detail = readDetail(answer.text);
  const gone = detail?.words.some((word) => CONVERSATION_UNKNOWN.has(word)) ?? true;
  const error = refusal(answer);
  if (answer.status !== 404 || gone || detail === undefined || detail.words.length === 0) return error;
  return error.fault === 'not_found' || error.fault === 'bad_request' ? toError(answer, detail, NO_AUDIO) : error;
}

function byStatus(answer: UpstreamAnswer): Verdict {
  const { fault, retryable, message } = statusError('elevenlabs', answer);
  return { fault, retryable, message: `${message.replace(/:/, ' (%):')}` };
}

function toError(answer: UpstreamAnswer, detail: Detail, { fault, retryable, message }: Verdict): UpstreamError {
  const upstreamCode = detail.words[0];
  const upstreamMessage = quotable(detail.message);
  return new UpstreamError({
    upstream: 'elevenlabs',
    fault,
    retryable,
    message: message.replace('%', () => [upstreamCode, upstreamMessage].filter(Boolean).join(': ')),
    upstreamCode,
    upstreamMessage,
    httpStatus: answer.status,
    retryAfterMs: answer.retryAfterMs,
  });
}

/** @returns undefined for what is not JSON or has no `detail`, as an error page of a gateway */
function readDetail(body: string): Detail | undefined {
  const detail = objectOf(json(body))?.['detail'];
  if (typeof detail === 'string') return { words: [], message: detail };
  if (Array.isArray(detail)) return { words: [], message: detail.map(describeIssue).join('; ') };
  if (!isObject(detail)) return undefined;
  const names = [detail['status'], detail['code'], detail['type']].map(textOf).filter((word) => word !== undefined);
  return { words: names, message: textOf(detail['message']) ?? '' };
}

/** One item of a 422. Only where and what: `input`, which some versions add, repeats what was sent. */
function describeIssue(issue: unknown): string {
  const { loc, msg } = objectOf(issue) ?? {};
  return `${listOf(loc).map(textOf).join('.')}: ${textOf(msg) ?? ''}`;
}

function json(body: string): unknown {
  try {
    return JSON.parse(cleanJsonText(body)) as unknown;
  } catch {
    return undefined;
  }
}
