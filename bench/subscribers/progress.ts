/** What a subscriber of the benchmark asks for, of either server: a run's progress as a page would show it. */
export const SUBSCRIPTION = `subscription {
  syncRunUpdated {
    id status
    progress { sequence done total fraction etaSeconds }
    counts { newCalls transcriptsSynced audiosSynced failed }
    error { code message }
  }
}`;

/** What a server of the benchmark is asked to publish. */
export interface Pump {
  snapshotsPerSecond: number;
  /** Among so many runs, in turn. */
  runs: number;
  seconds: number;
}

/** How many subscribers are to be there, and where. */
export interface Audience {
  name: string;
  /** Of the socket. */
  url: string;
  token: string | null;
  size: number;
  /** Whether they stop to read once they have subscribed. */
  stopsReading: boolean;
}

const TICK_MS = 10;

/** Calls `publish` at an even pace, with the number of the run and of the snapshot. */
export async function pump(
  { snapshotsPerSecond, runs, seconds }: Pump,
  publish: (run: number, sequence: number) => void,
): Promise<void> {
  const begunAt = performance.now();
  const wanted = snapshotsPerSecond * seconds;
  let published = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(wanted, ((performance.now() - begunAt) / 1000) * snapshotsPerSecond);
      for (; published < due; published += 1) publish(published % runs, snapshotsSoFar++);
      if (published < wanted) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
}

/** Rises from one pumping to the next. */
let snapshotsSoFar = 1;
