import { BadUserInputError } from '../../common/errors.js';
import { type OffsetSpan, offsetSpans } from './offset-spans.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Longer than any bucket, and than the days by which two zones can be apart. */
const MARGIN_MS = 40 * DAY_MS;
const MOST_BUCKETS = 2000;

export enum StatsBucket {
  HOUR = 'hour',
  DAY = 'day',
  WEEK = 'week',
  MONTH = 'month',
}

const SHORTEST_MS: Record<StatsBucket, number> = {
  [StatsBucket.HOUR]: HOUR_MS,
  [StatsBucket.DAY]: DAY_MS,
  [StatsBucket.WEEK]: 7 * DAY_MS,
  [StatsBucket.MONTH]: 31 * DAY_MS, // rather too few than too many
};

/**
 * The hours, days, weeks or months of a zone between two instants. A database counts in units of one length, hours or days,
 * of clocks that are turned: `unitMs` and `shifts` tell how. What unit belongs to which bucket, and when a bucket begins,
 * is known here.
 */
export class TimeBuckets {
  /** The length of the units that are counted by the database. */
  readonly unitMs: number;
  /** By how much an instant is moved before it is cut down to a unit; those of hours only to where hours begin in the zone. */
  readonly shifts: OffsetSpan[];

  /**
   * @throws BadUserInputError if there is no such zone, or there are too many buckets
   */
  constructor(
    private readonly bucket: StatsBucket,
    timeZone: string,
    private readonly first: number,
    private readonly last: number,
  ) {
    if ((last - first) / SHORTEST_MS[bucket] > MOST_BUCKETS) {
      throw new BadUserInputError({
        bucket: [`bucket is too short: there would be more than ${MOST_BUCKETS} of them`],
      });
    }
    this.unitMs = bucket === StatsBucket.HOUR ? HOUR_MS : DAY_MS;
    const spans = offsetSpans(timeZone, first - MARGIN_MS, last + MARGIN_MS);
    this.shifts = bucket === StatsBucket.HOUR ? spans.map(withinAnHour) : spans;
  }

  /** The bucket that a unit is part of, by the beginning of the unit on the moved clock. */
  bucketOf(unitStartMs: number): number {
    const unit = Math.floor(unitStartMs / this.unitMs);
    switch (this.bucket) {
      case StatsBucket.HOUR:
      case StatsBucket.DAY:
        return unit;
      case StatsBucket.WEEK:
        return Math.floor((unit + 3) / 7); // 1970 began on a Thursday, weeks do on Monday
      case StatsBucket.MONTH: {
        const day = new Date(unit * DAY_MS);
        return day.getUTCFullYear() * 12 + day.getUTCMonth();
      }
    }
  }

  /** Every bucket from the first instant to the last, with the instant at which it begins. */
  *all(): Generator<{ bucket: number; start: Date }, void, undefined> {
    const last = this.bucketOf(this.unitAt(this.last));
    for (let bucket = this.bucketOf(this.unitAt(this.first)); bucket <= last; bucket++) {
      const start = this.startOf(bucket);
      // A zone that moves to the other side of the date line has a day less.
      if (start < this.startOf(bucket + 1)) yield { bucket, start: new Date(start) };
    }
  }

  private unitAt(instant: number): number {
    const shifted = instant + (this.shifts.findLast(({ from }) => from <= instant)?.offsetMs ?? 0);
    return Math.floor(shifted / this.unitMs) * this.unitMs;
  }

  /** The first instant whose unit is in the bucket, or a later one: midnight, or what came instead where the clocks were turned then. */
  private startOf(bucket: number): number {
    const unitStart = this.firstUnitOf(bucket) * this.unitMs;
    for (const [index, { from, offsetMs }] of this.shifts.entries()) {
      const start = Math.max(from, unitStart - offsetMs);
      if (start < (this.shifts[index + 1]?.from ?? Infinity)) return start;
    }
    return unitStart;
  }

  private firstUnitOf(bucket: number): number {
    switch (this.bucket) {
      case StatsBucket.HOUR:
      case StatsBucket.DAY:
        return bucket;
      case StatsBucket.WEEK:
        return bucket * 7 - 3;
      case StatsBucket.MONTH:
        return Date.UTC(Math.floor(bucket / 12), bucket % 12) / DAY_MS;
    }
  }
}

/** Most zones are whole hours away from UTC: their hours are those of UTC, whenever the clocks are turned. */
function withinAnHour({ from, offsetMs }: OffsetSpan): OffsetSpan {
  return { from, offsetMs: ((offsetMs % HOUR_MS) + HOUR_MS) % HOUR_MS };
}
