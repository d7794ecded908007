import { DEFAULT_RETRY, nextAttemptIn } from './retry-policy.js';
import { UpstreamError, type UpstreamErrorInit } from './upstream.error.js';

const failure = (init: Partial<UpstreamErrorInit>) =>
  new UpstreamError({ upstream: 'voximplant', fault: 'unavailable', message: 'No.', retryable: true, ...init });
const pauses = (error: UpstreamError, random = 0.5) =>
  [1, 2, 3, 4, 5].map((attempt) => nextAttemptIn(error, attempt, DEFAULT_RETRY, { random: () => random }));

describe('the retry policy', () => {
  it('waits for a random part of a second, of two, of four and so on, and gives up after five attempts', () => {
    expect(pauses(failure({}))).toEqual([500, 1_000, 2_000, 4_000, null]);
    expect(pauses(failure({}), 0)).toEqual([0, 0, 0, 0, null]);
  });

  it('never waits longer than its cap', () => {
    const settings = { ...DEFAULT_RETRY, attempts: 20 };

    expect(nextAttemptIn(failure({}), 12, settings, { random: () => 0.5 })).toBe(30_000);
  });

  it('does not ask again where that cannot help', () => {
    expect(pauses(failure({ retryable: false }))).toEqual([null, null, null, null, null]);
  });

  it('has less patience with unreadable answers, and hardly any with conflicts', () => {
    expect(pauses(failure({ fault: 'bad_payload' }))).toEqual([500, 1_000, null, null, null]);
    expect(pauses(failure({ fault: 'conflict' }))).toEqual([500, null, null, null, null]);
  });

  it('signs anew once and at once when a token is refused for its times (trap 31)', () => {
    expect(pauses(failure({ fault: 'token_expired' }))).toEqual([0, null, null, null, null]);
  });

  it('waits as long as the upstream asks, up to 30 seconds', () => {
    expect(pauses(failure({ retryAfterMs: 30_000 }))[0]).toBe(30_000);
    expect(pauses(failure({ retryAfterMs: 0 }))[0]).toBe(500);
  });

  it('leaves a longer wait to the caller', () => {
    expect(pauses(failure({ retryAfterMs: 30_001 }))[0]).toBeNull();
  });
});
