import { Injectable, Inject, Logger } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DomainError } from '../common/errors.js';
import { ENV, type Env } from '../config/index.js';
import { currentRequestId } from '../logging/log-context.js';
import { withoutValues } from './without-values.js';

/** Codes of what is wrong with a request before anything runs; their messages are about the client's own text. */
const REQUEST_CODES = new Set<unknown>([
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);
/** Names come from the request, and may be as long as it likes. */
const LONGEST_MESSAGE = 300;
const SUGGESTION = / ?Did you mean .+?\?/s;

/**
 * What a client is told of an error, over every transport: what was thrown on purpose as it is, what is wrong with the
 * request as GraphQL put it, and of anything else a request id under which the log has the rest.
 */
@Injectable()
export class ErrorFormatter {
  private readonly logger = new Logger(ErrorFormatter.name);

  constructor(@Inject(ENV) private readonly env: Pick<Env, 'GRAPHQL_INTROSPECTION'>) {}

  format(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
    const cause = innermost(error);
    const where = { locations: formatted.locations, path: formatted.path };
    if (cause instanceof DomainError) {
      return clean({ ...where, message: cause.message, extensions: { ...cause.details, code: cause.code } });
    }
    const code = formatted.extensions?.code;
    if (cause instanceof GraphQLError && REQUEST_CODES.has(code)) {
      return clean({
        ...where,
        message: shortened(this.withoutSchema(withoutValues(formatted.message))),
        extensions: { code },
      });
    }
    const requestId = currentRequestId();
    this.logger.error({ message: 'An operation failed', requestId, path: formatted.path?.join('.'), err: cause });
    return clean({
      ...where,
      message: 'Something went wrong on our side',
      extensions: { code: 'INTERNAL', requestId },
    });
  }

  /** A hint names fields and types, which a server without introspection keeps to itself. */
  private withoutSchema(message: string): string {
    return this.env.GRAPHQL_INTROSPECTION === 'off' ? message.replace(SUGGESTION, '') : message;
  }
}

/** What was thrown: GraphQL wraps it to say where. */
function innermost(error: unknown): unknown {
  let inner = error;
  while (inner instanceof GraphQLError && inner.originalError !== undefined) inner = inner.originalError;
  return inner;
}

function shortened(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
}

function clean(error: GraphQLFormattedError): GraphQLFormattedError {
  return Object.fromEntries(Object.entries(error).filter(([, value]) => value !== undefined)) as GraphQLFormattedError;
}
