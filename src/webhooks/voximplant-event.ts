import { z } from 'zod';
import { CallDirection } from '../calls/index.js';
import { BadUserInputError } from '../common/errors.js';

export const CALL_STARTED = 'call.started';
export const CONVERSATION_STARTED = 'conversation.started';
export const CALL_FINISHED = 'call.finished';
const TYPES: ReadonlySet<string> = new Set([CALL_STARTED, CONVERSATION_STARTED, CALL_FINISHED]);

const DIRECTIONS: ReadonlyMap<string, CallDirection> = new Map([
  ['inbound', CallDirection.INBOUND],
  ['outbound', CallDirection.OUTBOUND],
]);
const LONGEST_NUMBER = 255;
const EARLIEST = Date.parse('2000-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59Z');

/** What the generated scenario tells of a session. */
export interface VoximplantEvent {
  type: string;
  eventId: string;
  sessionId: string;
  conversationId: string | undefined;
  direction: CallDirection;
  from: string | undefined;
  to: string | undefined;
  at: Date;
}

const number = z
  .string()
  .nullish()
  .transform((text) => text?.replaceAll('\u0000', '').toWellFormed().slice(0, LONGEST_NUMBER) || undefined);

const Body = z.object({
  event: z.string().regex(/^[\w.-]{1,64}$/),
  eventId: z.string().regex(/^[\x21-\x7e]{1,128}$/),
  sessionId: z
    .union([z.string().regex(/^[1-9]\d{0,15}$/), z.number().int().positive()])
    .transform(String)
    .refine((id) => Number.isSafeInteger(Number(id)), 'is beyond 53 bits'),
  conversationId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{0,128}$/)
    .nullish()
    .transform((id) => id || undefined),
  direction: z
    .string()
    .nullish()
    .transform((word) => directionOf(word ?? '')),
  from: number,
  to: number,
  at: z
    .union([z.iso.datetime({ offset: true }), z.number()])
    .transform((instant) => new Date(instant))
    .refine((instant) => instant.getTime() >= EARLIEST && instant.getTime() <= LATEST, 'is no instant'),
});

/**
 * Reads the body of a webhook of the scenario, which has been verified.
 * @returns undefined for an event that this version knows nothing of
 * @throws BadUserInputError naming each field that cannot be used
 */
export function readVoximplantEvent(body: Buffer): VoximplantEvent | undefined {
  const parsed = Body.safeParse(parse(body));
  if (parsed.success) {
    const { event: type, ...rest } = parsed.data;
    return TYPES.has(type) ? { type, ...rest } : undefined;
  }
  const fields: Record<string, string[]> = {};
  for (const { path, message } of parsed.error.issues) {
    const field = String(path[0] ?? 'body');
    (fields[field] ??= []).push(`${field}: ${message}`);
  }
  throw new BadUserInputError(fields);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new BadUserInputError({ body: ['The body is no JSON'] }); // the parser's own error would quote it
  }
}

function directionOf(word: string): CallDirection {
  return DIRECTIONS.get(word.toLowerCase()) ?? CallDirection.UNKNOWN;
}
