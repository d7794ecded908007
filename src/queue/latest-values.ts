/**
 * A buffer between one publisher and one slow reader: of each key it keeps only the newest value, so it cannot grow with
 * the speed of the publisher. Values come out in the order in which their keys first went in.
 */
export class LatestValues<Value extends NonNullable<unknown>> {
  private readonly values = new Map<string, Value>();
  private wake: (() => void) | undefined;
  private ended = false;

  /** @param capacity keys at most; above it the oldest one is dropped */
  constructor(private readonly capacity: number) {}

  put(key: string, value: Value): void {
    if (this.ended) return;
    if (!this.values.has(key) && this.values.size >= this.capacity) {
      const [oldest] = this.values.keys();
      if (oldest !== undefined) this.values.delete(oldest);
    }
    this.values.set(key, value);
    this.wake?.();
  }

  /** No more values will come; what is buffered is still handed out. */
  end(): void {
    this.ended = true;
    this.wake?.();
  }

  /** What is there, up to so many, as soon as there is something; nothing once it has ended. */
  async take(limit: number): Promise<Value[]> {
    while (this.values.size === 0) {
      if (this.ended) return [];
      await new Promise<void>((resolve) => (this.wake = resolve));
      this.wake = undefined;
    }
    const taken: Value[] = [];
    for (const [key, value] of this.values) {
      if (taken.length === limit) break;
      this.values.delete(key);
      taken.push(value);
    }
    return taken;
  }
}
