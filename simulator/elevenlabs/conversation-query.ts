import { elevenLabsErrors } from './elevenlabs-errors.js';
import { Refusal } from './refusal.js';
import type { RawConversation } from './wire.js';

/** The query of `GET /v1/convai/conversations` (reference 2.1), as far as a sync may use it. */
export interface ConversationQuery {
  readonly pageSize: number;
  readonly ascending: boolean;
  readonly withSummary: boolean;
  readonly agentId: string | undefined;
  /** Unix seconds, both included. */
  readonly startedFrom: number;
  readonly startedTo: number;
  /** The last row of the page before. */
  readonly after: { startSeconds: number; id: string } | undefined;
  matches(conversation: RawConversation): boolean;
}

const DEFAULT_PAGE_SIZE = 30;
const MOST_PAGE_SIZE = 100;

export function readConversationQuery(parameters: URLSearchParams): ConversationQuery {
  const pageSize = integer(parameters, 'page_size') ?? DEFAULT_PAGE_SIZE;
  if (pageSize < 1) refuse('page_size', 'Input should be greater than or equal to 1', 'greater_than_equal');
  if (pageSize > MOST_PAGE_SIZE) refuse('page_size', 'Input should be less than or equal to 100', 'less_than_equal');
  return {
    pageSize,
    ascending: oneOf(parameters, 'sort_direction', ['asc', 'desc'], 'desc') === 'asc',
    withSummary: oneOf(parameters, 'summary_mode', ['exclude', 'include'], 'exclude') === 'include',
    agentId: parameters.get('agent_id') ?? undefined,
    startedFrom: integer(parameters, 'call_start_after_unix') ?? 0,
    startedTo: integer(parameters, 'call_start_before_unix') ?? Number.MAX_SAFE_INTEGER,
    after: readCursor(parameters.get('cursor')),
    matches: matcher(parameters),
  };
}

export function writeCursor(row: RawConversation): string {
  const place = [row.metadata.start_time_unix_secs, row.conversation_id];
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function readCursor(cursor: string | null): ConversationQuery['after'] {
  if (!cursor) return undefined;
  try {
    const [startSeconds, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown];
    if (typeof startSeconds === 'number' && typeof id === 'string') return { startSeconds, id };
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error;
  }
  throw new Refusal(elevenLabsErrors.invalidCursor());
}

function matcher(parameters: URLSearchParams): (conversation: RawConversation) => boolean {
  const least = integer(parameters, 'call_duration_min_secs') ?? 0;
  const most = integer(parameters, 'call_duration_max_secs') ?? Infinity;
  const excluded = parameters.getAll('exclude_statuses');
  const success = parameters.get('call_successful');
  const user = parameters.get('user_id');
  const variables = parameters.getAll('dynamic_variable_params').map(variableFilter);
  return (conversation) => {
    const { status, metadata, analysis, user_id, conversation_initiation_client_data: client } = conversation;
    if (metadata.call_duration_secs < least || metadata.call_duration_secs > most) return false;
    if (excluded.includes(status) || (user !== null && user_id !== user)) return false;
    if (success !== null && (analysis?.call_successful ?? 'unknown') !== success) return false;
    return variables.every((filter) => filter(client?.dynamic_variables ?? {}));
  };
}

type Variables = Record<string, string | number | boolean | null>;

/** `name:op:value`; an empty value asks whether the variable is set at all. */
function variableFilter(text: string): (variables: Variables) => boolean {
  const [, name, op, wanted] = /^([^:]+):(eq|neq|in|gte?|lte?):(.*)$/s.exec(text) ?? [];
  if (name === undefined || op === undefined || wanted === undefined) {
    return refuse('dynamic_variable_params', 'Input should be name:op:value', 'value_error');
  }
  const value = (variables: Variables): string => String(variables[name] ?? '');
  switch (op) {
    case 'eq':
      return (variables) => value(variables) === wanted;
    case 'neq':
      return (variables) => value(variables) !== wanted;
    case 'in':
      return (variables) => wanted.split('|').includes(value(variables));
    default: {
      const compare = COMPARISONS[op as keyof typeof COMPARISONS];
      return (variables) => value(variables) !== '' && compare(Number(value(variables)), Number(wanted));
    }
  }
}

const COMPARISONS = {
  gt: (a: number, b: number): boolean => a > b,
  gte: (a: number, b: number): boolean => a >= b,
  lt: (a: number, b: number): boolean => a < b,
  lte: (a: number, b: number): boolean => a <= b,
};

function integer(parameters: URLSearchParams, name: string): number | undefined {
  const value = parameters.get(name);
  if (value === null) return undefined;
  if (!/^-?\d{1,15}$/.test(value)) return refuse(name, 'Input should be a valid integer', 'int_parsing');
  return Number(value);
}

function oneOf<T extends string>(parameters: URLSearchParams, name: string, allowed: readonly T[], otherwise: T): T {
  const value = parameters.get(name);
  if (value === null) return otherwise;
  return allowed.find((word) => word === value) ?? refuse(name, `Input should be ${allowed.join(' or ')}`, 'enum');
}

function refuse(parameter: string, message: string, type: string): never {
  throw new Refusal(elevenLabsErrors.invalidQuery(parameter, message, type));
}
