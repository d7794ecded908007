import type { SimulatorRequest } from './request.js';

/** The newest requests in full, all of them as counts. */
export class RequestLog {
  private readonly kept: SimulatorRequest[] = [];
  private counts = new Map<string, number>();
  private running = new Map<string, number>();
  private peaks = new Map<string, number>();

  constructor(private readonly capacity = 1000) {}

  /** Oldest first. */
  get all(): readonly SimulatorRequest[] {
    return this.kept;
  }

  get last(): SimulatorRequest | undefined {
    return this.kept.at(-1);
  }

  of(method: string): SimulatorRequest[] {
    return this.kept.filter((request) => request.method === method);
  }

  /** Of one method, or of all. */
  count(method?: string): number {
    if (method !== undefined) return this.counts.get(method) ?? 0;
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The most that were in the air at once, from the first byte asked to the last one sent. */
  peak(method: string): number {
    return this.peaks.get(method) ?? 0;
  }

  clear(): void {
    this.kept.length = 0;
    this.counts = new Map();
    this.peaks = new Map(this.running);
  }

  /** Takes note of a request; the function it gives back is to be called when it is over. */
  begin(request: SimulatorRequest): () => void {
    const { method } = request;
    this.kept.push(request);
    if (this.kept.length > this.capacity) this.kept.shift();
    this.counts.set(method, this.count(method) + 1);
    const running = (this.running.get(method) ?? 0) + 1;
    this.running.set(method, running);
    this.peaks.set(method, Math.max(this.peak(method), running));
    return () => {
      this.running.set(method, (this.running.get(method) ?? 1) - 1);
    };
  }
}
