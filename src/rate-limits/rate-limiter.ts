import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimitedError } from '../common/errors.js';
import { WindowCounter } from './window-counter.js';

const WINDOW_SECONDS = 60;
const PREFIX = 'voxsync:rate';
/** How long Redis is left alone once it has failed: nobody is to wait for it at every request. */
const REST_MS = 5_000;

export interface RateLimit {
  /** Among the limits; keys of one mean nothing to another. */
  name: string;
  pointsPerMinute: number;
  /** What there are too many of, for people. */
  what: string;
}

/**
 * So many points a minute for each key: counted in this process, and with Redis for all processes together. Redis is a help
 * and no condition: without it the limit is that of each process.
 */
export class RateLimiter {
  private readonly own: WindowCounter;
  private readonly shared: RateLimiterRedis | undefined;
  private restsUntil = 0;

  constructor(
    private readonly limit: RateLimit,
    redis: Redis | null,
  ) {
    const { name, pointsPerMinute: points } = limit;
    this.own = new WindowCounter(points, WINDOW_SECONDS * 1000);
    if (redis === null) return;
    const options = { points, duration: WINDOW_SECONDS, rejectIfRedisNotReady: true };
    this.shared = new RateLimiterRedis({ ...options, storeClient: redis, keyPrefix: `${PREFIX}:${name}` });
  }

  /** @throws RateLimitedError, telling how long to wait, if there are not so many points left */
  async take(key: string, points = 1): Promise<void> {
    // Who is too much for one process need not be counted by all of them.
    const waitMs = this.own.take(key, points) || (await this.takeShared(key, points));
    if (waitMs === 0) return;
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    throw new RateLimitedError(`Too many ${this.limit.what}; try again in ${seconds} s`, seconds);
  }

  /** Gives a key all of its points back. */
  async forget(key: string): Promise<void> {
    this.own.forget(key);
    await this.shared?.delete(key).catch(() => undefined);
  }

  private async takeShared(key: string, points: number): Promise<number> {
    if (this.shared === undefined || performance.now() < this.restsUntil) return 0;
    try {
      await this.shared.consume(key, points);
      return 0;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext;
      this.restsUntil = performance.now() + REST_MS;
      return 0;
    }
  }
}
