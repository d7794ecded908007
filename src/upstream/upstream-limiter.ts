import PQueue from 'p-queue';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { systemClock, type UpstreamClock } from './upstream-clock.js';

/** What one credential may do to its upstream. */
export interface UpstreamLimits {
  /** Requests under way at a time. */
  concurrency: number;
  requestsPerSecond: number;
}

/**
 * What all requests of one credential share, whoever sends them: how many are under way, how many a second are begun, and
 * how long the upstream wants to be left alone.
 */
export interface UpstreamLimiter {
  /**
   * Waits for a turn. The turn lasts until the returned function is called; calling it again does nothing.
   * @throws the signal's reason if it is aborted while waiting
   */
  acquire(key: string, signal?: AbortSignal): Promise<() => void>;

  /** Takes one of this second's requests. @returns milliseconds to wait before asking again, 0 if the request may go out */
  spend(key: string): Promise<number>;

  /** The upstream wants to be left alone for so long, by everybody who uses the credential. */
  holdOff(key: string, milliseconds: number): Promise<void>;

  /** How long it still wants to be left alone, in milliseconds. */
  heldOffFor(key: string): Promise<number>;

  /** The upstream complained of too many requests: half as many at a time from now on. */
  slowDown(key: string): void;

  /** A request went well: after as many as may be under way, one more may. */
  speedUp(key: string): void;
}

interface Line {
  queue: PQueue;
  /** Requests that went well since the last change of the number. */
  wentWell: number;
}

/** One line per key inside this process; lines that nobody stands in are forgotten. */
export class LocalLimiter implements UpstreamLimiter {
  private readonly lines = new Map<string, Line>();
  private readonly holds = new Map<string, number>();
  private readonly rate: RateLimiterMemory;

  constructor(
    private readonly limits: UpstreamLimits,
    private readonly clock: Pick<UpstreamClock, 'now'> = systemClock,
  ) {
    this.rate = new RateLimiterMemory({ points: limits.requestsPerSecond, duration: 1 });
  }

  acquire(key: string, signal?: AbortSignal): Promise<() => void> {
    return new Promise((granted, refused) => {
      const turn = () => new Promise<void>((release) => granted(release));
      this.line(key).queue.add(turn, { signal }).catch(refused);
    });
  }

  spend(key: string): Promise<number> {
    return spendFrom(this.rate, key);
  }

  holdOff(key: string, milliseconds: number): Promise<void> {
    this.holds.set(key, Math.max(this.holds.get(key) ?? 0, this.clock.now() + milliseconds));
    return Promise.resolve();
  }

  heldOffFor(key: string): Promise<number> {
    const until = this.holds.get(key);
    if (until === undefined) return Promise.resolve(0);
    const left = Math.ceil(until - this.clock.now());
    if (left <= 0) this.holds.delete(key);
    return Promise.resolve(Math.max(0, left));
  }

  slowDown(key: string): void {
    const line = this.lines.get(key);
    if (line === undefined) return;
    line.queue.concurrency = Math.max(1, Math.floor(line.queue.concurrency / 2));
    line.wentWell = 0;
  }

  speedUp(key: string): void {
    const line = this.lines.get(key);
    if (line === undefined || line.queue.concurrency >= this.limits.concurrency) return;
    line.wentWell += 1;
    if (line.wentWell < line.queue.concurrency) return;
    line.queue.concurrency += 1;
    line.wentWell = 0;
  }

  private line(key: string): Line {
    const known = this.lines.get(key);
    if (known) return known;
    const line = { queue: new PQueue({ concurrency: this.limits.concurrency }), wentWell: 0 };
    line.queue.addEventListener('idle', () => this.lines.delete(key));
    this.lines.set(key, line);
    return line;
  }
}

/** @returns milliseconds until there is room again, 0 if there was */
export async function spendFrom(rate: Pick<RateLimiterMemory, 'consume'>, key: string): Promise<number> {
  try {
    await rate.consume(key);
    return 0;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
    throw refusal;
  }
}
