/** The codes that clients see in `extensions.code`; they are API and never reworded. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'UPSTREAM_REJECTED'
  | 'UPSTREAM_UNAVAILABLE'
  | 'QUERY_TOO_COMPLEX'
  | 'QUERY_TIMEOUT'
  | 'INTERNAL';

/** Anything that goes wrong on purpose. The message is shown to clients as it is; `details` joins `extensions`. */
export abstract class DomainError extends Error {
  abstract readonly code: ErrorCode;

  constructor(
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class UnauthenticatedError extends DomainError {
  readonly code = 'UNAUTHENTICATED';
}

export class ForbiddenError extends DomainError {
  readonly code = 'FORBIDDEN';
}

/** Also what a stranger gets for an object of another workspace: to them it does not exist. */
export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND';
}

export class ConflictError extends DomainError {
  readonly code = 'CONFLICT';
}

/** `retryAfterSeconds` tells how long to wait. */
export class RateLimitedError extends DomainError {
  readonly code = 'RATE_LIMITED';
  /** What Apollo makes of it over HTTP, wherever it is thrown; clients see nothing of this. */
  readonly extensions: { readonly http: { status: number; headers: Map<string, string> } };

  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message, { retryAfterSeconds });
    this.extensions = { http: { status: 429, headers: new Map([['retry-after', String(retryAfterSeconds)]]) } };
  }
}

/** An operation that is not begun, for what it would cost; `limit` is how much there may be of what `details` names. */
export class QueryTooComplexError extends DomainError {
  readonly code = 'QUERY_TOO_COMPLEX';
}

/** A question that the database was not done with in time, and gave up. */
export class QueryTimeoutError extends DomainError {
  readonly code = 'QUERY_TIMEOUT';
}

/** Input that can never work; `fields` names what is wrong with each field. */
export class BadUserInputError extends DomainError {
  readonly code = 'BAD_USER_INPUT';
  constructor(fields: Readonly<Record<string, string[]>>, options?: ErrorOptions) {
    super(Object.values(fields).flat().join('; ') || 'Bad input', { fields }, options);
  }
}
