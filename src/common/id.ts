import { randomInt } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import { BadUserInputError, NotFoundError } from './errors.js';

/** What an id may name, and the prefix that tells it from the others in an opaque, globally unique id. */
export const ID_PREFIX = {
  Workspace: 'ws',
  User: 'usr',
  ApiKey: 'key',
  Account: 'acc',
  Application: 'app',
  Call: 'call',
  SyncRun: 'run',
  WebhookEvent: 'whe',
  AuditEntry: 'aud',
} as const;

export type NodeType = keyof typeof ID_PREFIX;

const TYPE_OF_PREFIX = new Map<string, NodeType>(
  Object.entries(ID_PREFIX).map(([type, prefix]) => [prefix, type as NodeType]),
);
/** The key of nothing. */
const NO_KEY = '';

const GLOBAL_ID = /^([a-z]{2,8})_([0-7][0-9A-HJKMNP-TV-Z]{25})$/;

/**
 * A new key for a row: a ULID, 26 characters that sort by the time they were made, so that rows made together lie
 * together in a clustered index.
 */
export const newId: () => string = monotonicFactory(randomFraction);

/** From the bytes that Node keeps ready: by itself, ulid asks the system for each character. */
function randomFraction(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}

/** The id that clients see: `call_01K…`. */
export function toGlobalId(type: NodeType, id: string): string {
  return `${ID_PREFIX[type]}_${id}`;
}

/** Splits a client's id into its type and its key; undefined where it is malformed. */
export function parseGlobalId(globalId: string): { type: NodeType; id: string } | undefined {
  const [, prefix, id] = GLOBAL_ID.exec(globalId) ?? [];
  const type = prefix === undefined ? undefined : TYPE_OF_PREFIX.get(prefix);
  return type === undefined || id === undefined ? undefined : { type, id };
}

/**
 * The key inside a client's id.
 * @param field the name of the input field, for the error
 * @throws BadUserInputError if it is malformed
 * @throws NotFoundError if it names something of another type: there is no such `type`
 */
export function fromGlobalId(type: NodeType, globalId: string, field: string): string {
  const parsed = parseGlobalId(globalId);
  if (parsed === undefined) throw new BadUserInputError({ [field]: [`${field} is not an id`] });
  if (parsed.type !== type) throw notFound(type);
  return parsed.id;
}

/** The one answer for what does not exist and for what belongs to another workspace. */
export function notFound(type: NodeType): NotFoundError {
  return new NotFoundError(`${type} not found`);
}

/**
 * The key inside an id that a list is filtered by. The id of something of another type is that of nothing, so the list
 * is empty: a filter finds what it finds, and is no question for the thing itself.
 * @throws BadUserInputError if it is malformed
 */
export function filterKey(type: NodeType, globalId: string, field: string): string {
  try {
    return fromGlobalId(type, globalId, field);
  } catch (error) {
    if (error instanceof NotFoundError) return NO_KEY;
    throw error;
  }
}
