import { Random } from './random.js';

/** How many sessions start within which time; see `CallsOptions`. Seconds are Unix seconds. */
export interface ScheduleOptions {
  seed: number;
  sessions: number;
  fromSeconds: number;
  toSeconds: number;
  /** Every `every` sessions, `sessions` of them start in one second. */
  burst: { every: number; sessions: number };
  /** In the middle of the data, this many sessions start in one second. */
  largestBurst: number;
  /** The last so many sessions start within the last seconds before the end, so that they still run. */
  running: number;
}

/** Calls for each hour of the day (UTC), relative to each other: offices call, nights are quiet. */
const HOURLY = [2, 1, 1, 1, 1, 2, 4, 8, 14, 18, 20, 19, 16, 18, 20, 19, 17, 14, 10, 8, 6, 5, 4, 3];
const DAY_SECONDS = 86_400;
const RUNNING_GAP_SECONDS = 20;

/** Start times computed from the index, ascending, so that a time is found by bisection and a million cost no memory. */
export class Schedule {
  readonly size: number;
  /** Days of calls, counted from 1970, that are over at the beginning and at the end. */
  private readonly begun: number;
  private readonly over: number;
  private readonly burstMiddle: number;

  constructor(private readonly options: ScheduleOptions) {
    this.size = options.sessions;
    this.begun = activityBefore(options.fromSeconds);
    this.over = activityBefore(options.toSeconds);
    this.burstMiddle = Math.floor(options.sessions / 2);
  }

  /** Unix seconds; never less than the one before. */
  startAt(index: number): number {
    const { toSeconds, running } = this.options;
    const anchor = this.anchor(index);
    const quantile = (anchor + new Random(this.options.seed, anchor, 1).next()) / this.size;
    const start = Math.floor(timeOfActivity(this.begun + quantile * (this.over - this.begun)));
    const fromEnd = this.size - index;
    return fromEnd <= running ? Math.max(start, toSeconds - fromEnd * RUNNING_GAP_SECONDS) : start;
  }

  stillRunsAtTheEnd(index: number): boolean {
    return this.size - index <= this.options.running;
  }

  /** The first index that starts at `seconds` or later; `size` if none does. */
  indexAtOrAfter(seconds: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.startAt(middle) < seconds) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The index whose second is used: in a burst, that of its first member. */
  private anchor(index: number): number {
    const { burst, largestBurst } = this.options;
    const inLargest = index >= this.burstMiddle && index < this.burstMiddle + largestBurst;
    if (inLargest) return this.burstMiddle;
    const place = index % burst.every;
    const anchor = place < burst.sessions ? index - place : index;
    // A small burst that began before the largest one must not pull those behind it back in time.
    return index > this.burstMiddle ? Math.max(anchor, this.burstMiddle) : anchor;
  }
}

/** Shares of a day's calls begun by each full hour: 25 values from 0 to 1. */
const SHARES = HOURLY.reduce(
  (shares, calls) => [...shares, (shares.at(-1) as number) + calls / HOURLY.reduce((sum, each) => sum + each)],
  [0],
);

/** How many days' worth of calls there were from 1970 until a moment. */
function activityBefore(seconds: number): number {
  const day = Math.floor(seconds / DAY_SECONDS);
  const hours = (seconds - day * DAY_SECONDS) / 3600;
  const hour = Math.floor(hours);
  const [low, high] = [SHARES[hour] as number, SHARES[hour + 1] as number];
  return day + low + (hours - hour) * (high - low);
}

/** The other way round: the moment at which there were so many days' worth of calls. */
function timeOfActivity(activity: number): number {
  const day = Math.floor(activity);
  const share = activity - day;
  let hour = 0;
  while (hour < 23 && (SHARES[hour + 1] as number) <= share) hour += 1;
  const [low, high] = [SHARES[hour] as number, SHARES[hour + 1] as number];
  return day * DAY_SECONDS + (hour + (share - low) / (high - low)) * 3600;
}
