import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { ENV, type Env } from '../config/index.js';
import { takePoint } from './rate-limit.js';
import type { Viewer } from './viewer.js';

/** So many operations a minute for each user and each API key, over HTTP and sockets together. Counted in this process. */
@Injectable()
export class OperationLimit {
  private readonly limiter: RateLimiterMemory;
  private readonly counted = new WeakSet<object>();

  constructor(@Inject(ENV) env: Pick<Env, 'RATE_LIMIT_OPERATIONS_PER_MINUTE'>) {
    this.limiter = new RateLimiterMemory({ points: env.RATE_LIMIT_OPERATIONS_PER_MINUTE, duration: 60 });
  }

  /**
   * Counts an operation once, however many fields of it ask.
   * @param operation whatever is the same for all of them, and another thing for each operation
   * @throws RateLimitedError if it is one too many
   */
  async count(viewer: Viewer, operation: object): Promise<void> {
    if (this.counted.has(operation)) return;
    this.counted.add(operation);
    await takePoint(this.limiter, `${viewer.credential.kind}:${viewer.credential.id}`, 'operations');
  }
}
