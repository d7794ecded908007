/** The longest time that a timer takes; a longer one would run out at once. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Calls `action` when the instant has come, however far away it is. Does not keep the process alive.
 * @returns what calls it off
 */
export function atInstant(instant: Date, action: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = () => {
    const left = instant.getTime() - Date.now();
    timer = setTimeout(left > LONGEST_MS ? arm : action, Math.min(Math.max(left, 0), LONGEST_MS)).unref();
  };
  arm();
  return () => clearTimeout(timer);
}
