import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/index.js';
import { TrustedProxies } from '../http/index.js';
import { networkOf } from './network-of.js';
import type { RateLimiter } from './rate-limiter.js';
import { RateLimits } from './rate-limits.js';

/**
 * So many requests a minute from each address that prove nothing: GraphQL without valid credentials, and links and webhooks
 * with bad signatures. Whoever proves something is not held up by what others do from the same address.
 */
@Injectable()
export class AnonymousLimit {
  private readonly limiter: RateLimiter;

  constructor(
    @Inject(ENV) env: Pick<Env, 'RATE_LIMIT_ANONYMOUS_PER_MINUTE'>,
    limits: RateLimits,
    private readonly proxies: TrustedProxies,
  ) {
    this.limiter = limits.create({
      name: 'anonymous',
      pointsPerMinute: env.RATE_LIMIT_ANONYMOUS_PER_MINUTE,
      what: 'requests without valid credentials',
    });
  }

  /** @throws RateLimitedError if it is one too many */
  count(address: string, points?: number): Promise<void> {
    return this.limiter.take(networkOf(address), points);
  }

  /** The same for a request that was found to be none of whom it claims to be. */
  countRequest(request: IncomingMessage): Promise<void> {
    return this.count(this.proxies.addressOf(request));
  }
}
