import { setTimeout as delay } from 'node:timers/promises';

/** Time and chance, so that tests need neither to wait nor to be lucky. */
export interface UpstreamClock {
  /** Unix milliseconds. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** @throws the signal's reason as soon as it is aborted */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: UpstreamClock = {
  now: () => Date.now(),
  random: () => Math.random(),
  async sleep(milliseconds, signal) {
    try {
      await delay(milliseconds, undefined, { signal });
    } catch (error) {
      signal?.throwIfAborted(); // node wraps the reason in an AbortError of its own
      throw error;
    }
  },
};
