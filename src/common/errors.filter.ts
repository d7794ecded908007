import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Response } from 'express';
import { DomainError, type ErrorCode, RateLimitedError } from './errors.js';

const STATUS: Record<ErrorCode, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  UPSTREAM_REJECTED: 422,
  UPSTREAM_UNAVAILABLE: 502,
  QUERY_TOO_COMPLEX: 400,
  QUERY_TIMEOUT: 503,
  INTERNAL: 500,
};

/**
 * What plain HTTP routes answer when something is thrown: `{ error: { code, message, … } }` for what was thrown on purpose,
 * and for anything else a request id under which the log has the rest. GraphQL's errors pass: its formatter tells them.
 */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorsFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() !== 'http') throw error;
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      this.logger.error({ message: 'A request failed after its answer had begun', err: error });
      response.destroy();
      return;
    }
    const { status, body } = this.answerTo(error, response);
    if (error instanceof RateLimitedError) response.setHeader('Retry-After', error.retryAfterSeconds);
    response.status(status).json({ error: body });
  }

  private answerTo(error: unknown, response: Response): { status: number; body: Record<string, unknown> } {
    if (error instanceof DomainError) {
      return { status: STATUS[error.code], body: { ...error.details, code: error.code, message: error.message } };
    }
    // The framework's own: no such route, an unreadable or too large body.
    const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
    if (status < 500) return { status, body: { code: codeOf(status), message: (error as Error).message } };
    this.logger.error({ message: 'A request failed', err: error });
    const requestId = response.getHeader('X-Request-Id');
    return { status: 500, body: { code: 'INTERNAL', message: 'Something went wrong on our side', requestId } };
  }
}

/** Express's body parsers mark what they throw; anything else is a fault of ours. */
function statusOf(error: unknown): number {
  const { status, expose } = error as { status?: unknown; expose?: unknown };
  return expose === true && typeof status === 'number' ? status : 500;
}

function codeOf(status: number): ErrorCode {
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 403) return 'FORBIDDEN';
  return status === 404 ? 'NOT_FOUND' : 'BAD_USER_INPUT';
}
