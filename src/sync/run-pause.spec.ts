import { UpstreamError, type UpstreamFault } from '../upstream/index.js';
import { pauseAfter } from './run-pause.js';

const upstream = (fault: UpstreamFault, retryAfterMs?: number) =>
  new UpstreamError({ upstream: 'voximplant', fault, message: 'No.', retryable: true, retryAfterMs });

describe('pauseAfter', () => {
  it('is as long as the upstream asks for', () => {
    expect(pauseAfter(upstream('rate_limited', 90_000), 20, 30_000)).toBe(90_000);
  });

  it('doubles while nothing comes of it, and gives up in the end', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7].map((fruitless) => pauseAfter(upstream('unavailable'), fruitless, 30_000));

    expect(pauses).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 960_000, undefined]);
  });

  it.each(['unavailable', 'timeout', 'rate_limited'] as const)('is made after %s', (fault) => {
    expect(pauseAfter(upstream(fault), 1, 1_000)).toBe(1_000);
  });

  it.each(['unauthorized', 'forbidden', 'bad_payload', 'bad_request', 'out_of_funds'] as const)(
    'is not made after %s, which does not pass by itself',
    (fault) => {
      expect(pauseAfter(upstream(fault), 1, 1_000)).toBeUndefined();
    },
  );

  it('is not made after a fault of this server', () => {
    expect(pauseAfter(new Error('broken'), 1, 1_000)).toBeUndefined();
  });
});
