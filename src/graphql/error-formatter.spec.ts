import { Logger } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { BadUserInputError, RateLimitedError } from '../common/errors.js';
import { ErrorFormatter } from './error-formatter.js';

const formatter = new ErrorFormatter({ GRAPHQL_INTROSPECTION: 'on' });
const format = (error: GraphQLError, by = formatter) => by.format(error.toJSON(), error);

describe('ErrorFormatter', () => {
  beforeAll(() => void Logger.overrideLogger(false));

  it.each([
    [new BadUserInputError({ first: ['too small'] }), { code: 'BAD_USER_INPUT', fields: { first: ['too small'] } }],
    [new RateLimitedError('slow down', 3), { code: 'RATE_LIMITED', retryAfterSeconds: 3 }],
  ])('shows what was thrown on purpose, wherever it is wrapped: %s', (cause, extensions) => {
    const wrapped = new GraphQLError('x', {
      originalError: new GraphQLError('y', { originalError: cause }),
      path: ['a', 0],
    });

    expect(format(wrapped)).toEqual({ message: cause.message, path: ['a', 0], extensions });
  });

  it('shows what is wrong with a request, and only the code beside it', () => {
    const error = new GraphQLError('No field', {
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED', stacktrace: ['x'] },
    });

    expect(format(error)).toEqual({ message: 'No field', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
  });

  it.each([
    new GraphQLError('x', { originalError: new Error('planted') }),
    new GraphQLError('planted: cannot return null for a non-nullable field'),
    // Somebody else's error with a code that is ours.
    new GraphQLError('x', {
      originalError: Object.assign(new Error('planted'), { extensions: { code: 'BAD_USER_INPUT' } }),
    }),
  ])('shows nothing of anything else', (error) => {
    const shown = format(error);

    expect(shown.extensions).toEqual({ code: 'INTERNAL', requestId: expect.stringMatching(/^\w{26}$/) as string });
    expect(JSON.stringify(shown)).not.toContain('planted');
  });

  it('repeats no more than the beginning of a name that is as long as the request', () => {
    const extensions = { code: 'GRAPHQL_VALIDATION_FAILED' };

    const { message } = format(new GraphQLError(`Cannot query field "${'x'.repeat(90_000)}"`, { extensions }));

    expect(message).toHaveLength(301);
  });

  it('gives no hints where introspection is off', () => {
    const silent = new ErrorFormatter({ GRAPHQL_INTROSPECTION: 'off' });
    const error = new GraphQLError('Cannot query field "userz" on type "Query". Did you mean "users"?', {
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });

    expect(format(error, silent).message).toBe('Cannot query field "userz" on type "Query".');
  });
});
