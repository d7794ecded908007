import { LRUCache } from 'lru-cache';

/** More than keep busy a server in a minute; whoever has more addresses than this is not held up by a limit for each. */
const MOST_KEYS = 20_000;

interface Window {
  used: number;
  endsAt: number;
}

/**
 * Counts in fixed windows, for each key. Knows a limited number of keys, so that nobody fills the memory with keys of
 * their making; the one that was used longest ago is forgotten first.
 */
export class WindowCounter {
  /** By `maxSize`, as `max` would make room for all keys at once, for each of the limits. */
  private readonly windows = new LRUCache<string, Window>({ maxSize: MOST_KEYS, sizeCalculation: () => 1 });

  constructor(
    private readonly points: number,
    private readonly windowMs: number,
  ) {}

  /** @returns after how many milliseconds to try again; 0 where the points could be taken */
  take(key: string, points: number, now = performance.now()): number {
    let window = this.windows.get(key);
    if (window === undefined || window.endsAt <= now) window = { used: 0, endsAt: now + this.windowMs };
    this.windows.set(key, window);
    window.used += points;
    return window.used > this.points ? window.endsAt - now : 0;
  }

  forget(key: string): void {
    this.windows.delete(key);
  }

  get size(): number {
    return this.windows.size;
  }
}
