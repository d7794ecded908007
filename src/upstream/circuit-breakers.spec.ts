import { jest } from '@jest/globals';
import { CircuitBreakers, CircuitOpenError } from './circuit-breakers.js';
import { UpstreamError, type UpstreamFault } from './upstream.error.js';

const BREAK_MS = 60;
const failing = (fault: UpstreamFault) => () =>
  Promise.reject(new UpstreamError({ upstream: 'voximplant', fault, message: 'No.', retryable: true }));
const well = () => Promise.resolve('well');

describe('CircuitBreakers', () => {
  let circuits: CircuitBreakers;
  const attempt = (work: () => Promise<string>, key = 'one') => circuits.run('voximplant', key, work);
  const failTimes = async (times: number, fault: UpstreamFault = 'unavailable') => {
    for (let count = 0; count < times; count++) await attempt(failing(fault)).catch(() => undefined);
  };

  beforeEach(() => {
    circuits = new CircuitBreakers(BREAK_MS);
  });

  it('let what fails through, until it has failed ten times in a row', async () => {
    await failTimes(9);
    expect(circuits.open()).toEqual([]);

    await failTimes(1);

    const work = jest.fn(well);
    await expect(attempt(work)).rejects.toBeInstanceOf(CircuitOpenError);
    expect(work).not.toHaveBeenCalled();
    expect(circuits.open()).toEqual(['one']);
  });

  it('say how long the upstream is left alone', async () => {
    await failTimes(10);

    const error = (await attempt(well).catch((reason: unknown) => reason)) as CircuitOpenError;

    expect(error).toMatchObject({ fault: 'unavailable', retryable: true, upstream: 'voximplant' });
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect(error.retryAfterMs).toBeLessThanOrEqual(BREAK_MS);
  });

  it('try again after the break: one that goes well closes them, one that fails doubles the break', async () => {
    await failTimes(10);
    await new Promise((resolve) => setTimeout(resolve, BREAK_MS + 10));
    await failTimes(1);
    const error = (await attempt(well).catch((reason: unknown) => reason)) as CircuitOpenError;
    expect(error.retryAfterMs).toBeGreaterThan(BREAK_MS);

    await new Promise((resolve) => setTimeout(resolve, 2 * BREAK_MS + 10));

    await expect(attempt(well)).resolves.toBe('well');
    expect(circuits.open()).toEqual([]);
  });

  it('count no answer against the upstream that it gave in its right mind', async () => {
    await failTimes(9);
    await failTimes(1, 'not_found');
    await failTimes(9);
    for (const fault of ['unauthorized', 'rate_limited', 'bad_payload'] as const) await failTimes(12, fault);

    await expect(attempt(well)).resolves.toBe('well');
  });

  it('are one for each credential', async () => {
    await failTimes(10);

    await expect(attempt(well, 'another')).resolves.toBe('well');
  });

  it('hand on what failed as it is', async () => {
    const broken = new Error('broken');

    await expect(attempt(() => Promise.reject(broken))).rejects.toBe(broken);
    await expect(attempt(failing('unauthorized'))).rejects.toMatchObject({ fault: 'unauthorized' });
  });
});
