import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimitedError } from '../common/errors.js';

/** Takes one point of a key. @throws RateLimitedError, telling how long to wait, if there is none left */
export async function takePoint(limiter: RateLimiterAbstract, key: string, what: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw new RateLimitedError(`Too many ${what}; try again in ${seconds} s`, seconds);
  }
}
