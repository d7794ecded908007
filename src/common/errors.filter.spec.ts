import { type ArgumentsHost, BadRequestException, Logger } from '@nestjs/common';
import { ErrorsFilter } from './errors.filter.js';
import { NotFoundError, RateLimitedError } from './errors.js';

function answerTo(error: unknown, { headersSent = false, type = 'http' } = {}) {
  const answer: { status?: number; body?: unknown; destroyed?: boolean; retryAfter?: number } = {};
  const response = {
    headersSent,
    getHeader: () => 'request-1',
    setHeader: (_name: 'Retry-After', seconds: number) => (answer.retryAfter = seconds),
    status: (status: number) => Object.assign(response, { sent: (answer.status = status) }),
    json: (body: unknown) => (answer.body = body),
    destroy: () => (answer.destroyed = true),
  };
  const host = {
    getType: () => type,
    switchToHttp: () => ({ getResponse: () => response }),
  } as unknown as ArgumentsHost;
  new ErrorsFilter().catch(error, host);
  return answer;
}

describe('ErrorsFilter', () => {
  beforeAll(() => void Logger.overrideLogger(false));

  it.each([
    [new NotFoundError('Call not found'), 404, { code: 'NOT_FOUND', message: 'Call not found' }],
    [new RateLimitedError('slow down', 3), 429, { code: 'RATE_LIMITED', message: 'slow down', retryAfterSeconds: 3 }],
    [new BadRequestException('no'), 400, { code: 'BAD_USER_INPUT', message: 'no' }],
    // What Express's body parsers throw.
    [
      Object.assign(new Error('too large'), { status: 413, expose: true }),
      413,
      { code: 'BAD_USER_INPUT', message: 'too large' },
    ],
    [
      new Error('planted'),
      500,
      { code: 'INTERNAL', message: 'Something went wrong on our side', requestId: 'request-1' },
    ],
  ])('answers %s with %d', (error, status, body) => {
    expect(answerTo(error)).toMatchObject({ status, body: { error: body } });
  });

  it('says in a header too how long to wait', () => {
    expect(answerTo(new RateLimitedError('slow down', 3))).toMatchObject({ status: 429, retryAfter: 3 });
  });

  it('breaks off an answer that had begun', () => {
    expect(answerTo(new Error('planted'), { headersSent: true })).toEqual({ destroyed: true });
  });

  it('lets the errors of GraphQL pass', () => {
    const error = new NotFoundError('Call not found');

    expect(() => answerTo(error, { type: 'graphql' })).toThrow(error);
  });
});
