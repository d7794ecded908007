import { fixtureText } from '../testing/fixture.js';
import { type UpstreamError } from '../upstream.error.js';
import { type UpstreamAnswer } from '../upstream-request.js';
import { parseAnswer } from './voximplant-answer.js';
import { ERROR_CODES } from './voximplant-error-codes.js';

function refusal(text: string, more: Partial<UpstreamAnswer> = {}): UpstreamError {
  try {
    parseAnswer({ status: 200, text, contentType: undefined, retryAfterMs: undefined, ...more });
  } catch (error) {
    return error as UpstreamError;
  }
  throw new Error('It was no error');
}
const code = (number: number | string, msg = 'Words') => refusal(JSON.stringify({ error: { code: number, msg } }));
const example = (name: string) => refusal(fixtureText(`voximplant/fixtures/${name}.json`));

describe('an error of Voximplant', () => {
  it('comes with status 200 and says what to do (trap 28)', () => {
    expect(example('error-authorization-failed')).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      fault: 'unauthorized',
      upstreamCode: '100',
      upstreamMessage: 'Authorization failed',
      retryable: false,
      message:
        'Voximplant refused the credentials (100 Authorization failed): check the API key, or the roles of the service account.',
    });
  });

  it('names every part of it', () => {
    expect(example('error-with-list')).toMatchObject({ upstreamCode: '101', fault: 'bad_request' });
    expect(example('error-with-list').message).toMatch('(101 Invalid arguments; 111 Invalid date format)');
  });

  it.each([
    ['error-unknown-session', 'not_found', false],
    ['error-token-expired', 'token_expired', true],
    ['error-rate-limited', 'rate_limited', true],
  ])('is told by its code in %s', (name, fault, retryable) => {
    expect(example(name)).toMatchObject({ fault, retryable });
  });

  it('may come in the list alone, and with its code as text', () => {
    expect(refusal('{"errors":[{"code":"340"}]}')).toMatchObject({ fault: 'rate_limited', upstreamCode: '340' });
  });

  it('of a code that is not known is a no', () => {
    expect(code(9_999)).toMatchObject({ fault: 'bad_request', retryable: false, upstreamCode: '9999' });
  });

  it('names how long to wait in its text with code 416', () => {
    expect(code(416, 'Retry after 12 seconds')).toMatchObject({ fault: 'rate_limited', retryAfterMs: 12_000 });
  });

  it('quotes what Voximplant says in one short line', () => {
    expect(code(101, `a\n${'b'.repeat(5_000)}`).message.length).toBeLessThan(300);
  });

  it.each([429, 500, 502, 503])('is told by status %i whatever its body says', (status) => {
    expect(refusal('<html>', { status, retryAfterMs: 5 })).toMatchObject({
      retryable: true,
      httpStatus: status,
      retryAfterMs: 5,
    });
  });

  it('is told by its body where another status says less', () => {
    const body = '{"error":{"code":104,"msg":"Forbidden"}}';

    expect(refusal(body, { status: 401 })).toMatchObject({ fault: 'forbidden', upstreamCode: '104' });
    expect(refusal('<html>', { status: 403 })).toMatchObject({ fault: 'forbidden', upstreamCode: undefined });
  });
});

describe('the table of error codes', () => {
  it.each([
    [[1, 2, 4, 5, 162, 356], 'unavailable', true],
    [[314, 340, 416, 484, 515], 'rate_limited', true],
    [[454, 455, 456], 'token_expired', true],
    [[100, 137, 115, 433, 447], 'unauthorized', false],
    [[104, 131, 281, 282, 320, 321, 322, 323], 'forbidden', false],
    [[116, 150, 261, 341, 558], 'not_found', false],
    [[127], 'out_of_funds', false],
    [[569], 'range_too_wide', false],
    [[101, 103, 111, 123, 134, 458, 496], 'bad_request', false],
    [[15, 16], 'unavailable', false], // a session may have begun
  ])('takes %j as %s', (codes, fault, retryable) => {
    for (const known of codes) expect(code(known)).toMatchObject({ fault, retryable });
  });

  it('does not take code 429 for a rate limit: it is a bad argument (trap 28)', () => {
    expect(code(429)).toMatchObject({ fault: 'bad_request', retryable: false });
  });

  it('has advice in every row', () => {
    for (const { advice } of ERROR_CODES.values()) expect(advice).toMatch(/^.{10,}\.$/);
  });
});
