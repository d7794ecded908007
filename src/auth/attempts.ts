import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { ENV, type Env } from '../config/index.js';
import { takePoint } from './rate-limit.js';

const WINDOW_SECONDS = 60;

/**
 * Slows down who guesses passwords: so many sign-ins and sign-ups a minute from one address, and so many failed sign-ins
 * a minute for one e-mail address, wherever they come from. Counted in this process; entries leave with their window.
 */
@Injectable()
export class Attempts {
  private readonly byAddress: RateLimiterMemory;
  private readonly byEmail: RateLimiterMemory;

  constructor(@Inject(ENV) env: Env) {
    const limit = { points: env.RATE_LIMIT_SIGN_INS_PER_MINUTE, duration: WINDOW_SECONDS };
    this.byAddress = new RateLimiterMemory({ ...limit, keyPrefix: 'address' });
    this.byEmail = new RateLimiterMemory({ ...limit, keyPrefix: 'email' });
  }

  /** @throws RateLimitedError if it is one too many */
  async count(address: string, email: string): Promise<void> {
    await takePoint(this.byAddress, address, 'attempts');
    await takePoint(this.byEmail, email, 'attempts');
  }

  /** The password was right: earlier mistakes with this e-mail address do not matter any more. */
  async forgive(email: string): Promise<void> {
    await this.byEmail.delete(email);
  }
}
