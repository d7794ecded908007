/** One signal for two reasons to stop: the caller's, and time being up. */
export interface Deadline {
  signal: AbortSignal;
  /** Has to be called when the work is over, or the timer and the listener live on. */
  clear(): void;
}

/** @param overdue makes the reason with which the signal is aborted when the time is up */
export function deadlineAfter(milliseconds: number, overdue: () => Error, outer?: AbortSignal): Deadline {
  const controller = new AbortController();
  const stop = () => controller.abort(outer?.reason);
  const timer = setTimeout(() => controller.abort(overdue()), milliseconds).unref(); // must not keep a process alive
  if (outer?.aborted) stop();
  outer?.addEventListener('abort', stop, { once: true });
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', stop);
    },
  };
}
