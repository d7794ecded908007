import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import { Semaphore } from 'redis-semaphore';
import { systemClock, type UpstreamClock } from './upstream-clock.js';
import { LocalLimiter, spendFrom, type UpstreamLimiter, type UpstreamLimits } from './upstream-limiter.js';

const PREFIX = 'voxsync:upstream';
/** A turn of a process that died is free again after this; a living one renews its turns. */
const TURN_TIMEOUT_MS = 15_000;
const LOOK_EVERY_MS = 40;

/**
 * The limits of a credential shared by all processes, through Redis. Each process keeps to them on its own as well, so
 * that without Redis the limits are those of each process, and syncs go on.
 */
export class SharedLimiter implements UpstreamLimiter {
  private readonly local: LocalLimiter;
  private readonly rate: RateLimiterRedis;

  constructor(
    private readonly redis: Redis,
    private readonly limits: UpstreamLimits,
    clock: Pick<UpstreamClock, 'now'> = systemClock,
  ) {
    this.local = new LocalLimiter(limits, clock);
    const rate = { points: limits.requestsPerSecond, duration: 1 };
    this.rate = new RateLimiterRedis({
      ...rate,
      storeClient: redis,
      keyPrefix: `${PREFIX}:rate`,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(rate),
    });
  }

  async acquire(key: string, signal?: AbortSignal): Promise<() => void> {
    const leaveLine = await this.local.acquire(key, signal);
    try {
      const endTurn = await this.sharedTurn(key, signal);
      let over = false;
      return () => {
        if (over) return;
        over = true;
        endTurn();
        leaveLine();
      };
    } catch (error) {
      leaveLine();
      throw error;
    }
  }

  spend(key: string): Promise<number> {
    return spendFrom(this.rate, key);
  }

  async holdOff(key: string, milliseconds: number): Promise<void> {
    await this.local.holdOff(key, milliseconds);
    // GT: a shorter wait that another process was asked for does not cut this one short.
    await this.redis
      .multi()
      .set(holdKey(key), '1', 'PX', Math.ceil(milliseconds), 'NX')
      .pexpire(holdKey(key), Math.ceil(milliseconds), 'GT')
      .exec()
      .catch(() => undefined);
  }

  async heldOffFor(key: string): Promise<number> {
    const own = await this.local.heldOffFor(key);
    const shared = await this.redis.pttl(holdKey(key)).catch(() => 0);
    return Math.max(own, shared); // negative where there is none
  }

  slowDown(key: string): void {
    this.local.slowDown(key);
  }

  speedUp(key: string): void {
    this.local.speedUp(key);
  }

  private async sharedTurn(key: string, signal: AbortSignal | undefined): Promise<() => void> {
    const semaphore = new Semaphore(this.redis, `${PREFIX}:turn:${key}`, this.limits.concurrency, {
      lockTimeout: TURN_TIMEOUT_MS,
      acquireAttemptsLimit: 1,
      onLockLost: () => undefined, // Redis was emptied: the request goes on, and so does the next
    });
    for (;;) {
      try {
        if (await semaphore.tryAcquire()) break;
      } catch {
        return () => undefined; // no Redis, no shared turn
      }
      signal?.throwIfAborted();
      await sleep(LOOK_EVERY_MS * (0.5 + Math.random()), undefined, { signal }).catch(() => signal?.throwIfAborted());
    }
    return () => void semaphore.release().catch(() => undefined);
  }
}

function holdKey(key: string): string {
  return `${PREFIX}:hold:${key}`;
}
