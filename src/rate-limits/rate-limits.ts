import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { REDIS } from '../redis/index.js';
import { RateLimiter, type RateLimit } from './rate-limiter.js';

/** Makes the limits that whoever is limited counts by. */
@Injectable()
export class RateLimits {
  constructor(@Inject(REDIS) private readonly redis: Redis | null) {}

  create(limit: RateLimit): RateLimiter {
    return new RateLimiter(limit, this.redis);
  }
}
