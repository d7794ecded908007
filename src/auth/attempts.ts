import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/index.js';
import { networkOf, type RateLimiter, RateLimits } from '../rate-limits/index.js';

/**
 * Slows down who guesses passwords, to sign in or to change one: so many sign-ins, sign-ups and changes a minute from one
 * address, and so many that fail a minute for one e-mail address, wherever they come from.
 */
@Injectable()
export class Attempts {
  private readonly byAddress: RateLimiter;
  private readonly byEmail: RateLimiter;

  constructor(@Inject(ENV) env: Env, limits: RateLimits) {
    const limit = { pointsPerMinute: env.RATE_LIMIT_SIGN_INS_PER_MINUTE, what: 'attempts' };
    this.byAddress = limits.create({ ...limit, name: 'sign-ins-by-address' });
    this.byEmail = limits.create({ ...limit, name: 'sign-ins-by-email' });
  }

  /** @throws RateLimitedError if it is one too many */
  async count(address: string, email: string): Promise<void> {
    await this.byAddress.take(networkOf(address));
    await this.byEmail.take(email);
  }

  /** The password was right: earlier mistakes with this e-mail address do not matter any more. */
  async forgive(email: string): Promise<void> {
    await this.byEmail.forget(email);
  }
}
