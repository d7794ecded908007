const FIRST_MS = 1_000;
const GROWTH = 1.5;
const LONGEST_MS = 30 * 60_000;

/** Tries with pauses between them; together they take about two days. */
export const MOST_TRIES = 110;

/** How long to wait after so many tries: a second at first, half as much again each time, half an hour at the most. */
export function pauseAfter(attempt: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * GROWTH ** (attempt - 1));
}
