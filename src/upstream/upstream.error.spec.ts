import { quotable, UpstreamError, type UpstreamFault } from './upstream.error.js';

const failure = (fault: UpstreamFault) => new UpstreamError({ upstream: 'voximplant', fault, message: 'No.' });

describe('UpstreamError', () => {
  it.each([
    'unauthorized',
    'forbidden',
    'not_found',
    'no_audio',
    'bad_request',
    'out_of_funds',
    'token_expired',
  ] as const)('tells clients that %s was a no', (fault) => {
    expect(failure(fault).code).toBe('UPSTREAM_REJECTED');
  });

  it.each(['rate_limited', 'unavailable', 'timeout', 'bad_payload', 'too_large', 'redirected', 'conflict'] as const)(
    'tells clients that with %s there was no answer to use',
    (fault) => {
      expect(failure(fault).code).toBe('UPSTREAM_UNAVAILABLE');
    },
  );

  it('quotes an upstream in one short line', () => {
    expect(quotable('  a\r\nb\u0000\u2028c  ')).toBe('a b c');
    expect(quotable('x'.repeat(5_000))).toHaveLength(201);
  });

  it('quotes nothing of the credentials and numbers that an upstream was sent', () => {
    const quote = quotable(`${'x'.repeat(170)} api_key=planted-secret-of-the-account&to=12025550143`);

    expect(quote).toContain('api_key=[redacted]');
    expect(quote).not.toMatch(/planted|1202555/);
  });
});
