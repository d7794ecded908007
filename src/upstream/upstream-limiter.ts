import PQueue from 'p-queue';

/**
 * How many requests may be under way for one credential. All requests of one key wait in one line, whoever sends them;
 * a limiter that several processes share can stand in for {@link LocalLimiter}.
 */
export interface UpstreamLimiter {
  /**
   * Waits for a turn. The turn lasts until the returned function is called; calling it again does nothing.
   * @throws the signal's reason if it is aborted while waiting
   */
  acquire(key: string, signal?: AbortSignal): Promise<() => void>;
}

/** One line per key inside this process; lines that nobody stands in are forgotten. */
export class LocalLimiter implements UpstreamLimiter {
  private readonly lines = new Map<string, PQueue>();

  constructor(private readonly concurrency: number) {}

  acquire(key: string, signal?: AbortSignal): Promise<() => void> {
    return new Promise((granted, refused) => {
      const turn = () => new Promise<void>((release) => granted(release));
      this.line(key).add(turn, { signal }).catch(refused);
    });
  }

  private line(key: string): PQueue {
    const known = this.lines.get(key);
    if (known) return known;
    const line = new PQueue({ concurrency: this.concurrency });
    line.addEventListener('idle', () => this.lines.delete(key));
    this.lines.set(key, line);
    return line;
  }
}
