import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/index.js';
import { AnonymousLimit, type RateLimiter, RateLimits } from '../rate-limits/index.js';
import type { Viewer } from './viewer.js';

/** Of an operation that counts as more than one; see `GRAPHQL_MAX_COST` for what it is counted in. */
const COST_OF_ANOTHER = 10_000;

/** Who asks, and from where. */
export interface Asking {
  readonly viewer: Viewer | null;
  readonly address: string;
}

/**
 * So many operations a minute for each user and each API key, over HTTP and sockets together, whether they are valid or
 * not; and for each address that has no valid credentials.
 */
@Injectable()
export class OperationLimit {
  private readonly limiter: RateLimiter;

  constructor(
    @Inject(ENV) env: Pick<Env, 'RATE_LIMIT_OPERATIONS_PER_MINUTE'>,
    limits: RateLimits,
    private readonly anonymous: AnonymousLimit,
  ) {
    this.limiter = limits.create({
      name: 'operations',
      pointsPerMinute: env.RATE_LIMIT_OPERATIONS_PER_MINUTE,
      what: 'operations',
    });
  }

  /** Before an operation is looked at. @throws RateLimitedError if it is one too many */
  count(asking: Asking): Promise<void> {
    return this.take(asking, 1);
  }

  /** Once it is known what it costs: a large one counts as several. @throws RateLimitedError if that is too much */
  async countCost(asking: Asking, cost: number): Promise<void> {
    const others = Math.floor(cost / COST_OF_ANOTHER);
    if (others > 0) await this.take(asking, others);
  }

  private take({ viewer, address }: Asking, points: number): Promise<void> {
    if (viewer === null) return this.anonymous.count(address, points);
    return this.limiter.take(`${viewer.credential.kind}:${viewer.credential.id}`, points);
  }
}
