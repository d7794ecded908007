import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../auth/index.js';
import { CallStatus } from '../call.enums.js';
import type { CallStatsArgs } from './call-stats.args.js';
import { type CallGroup, CallStatsRepository } from './call-stats.repository.js';
import { offsetSpans } from './offset-spans.js';
import { TimeBuckets } from './time-buckets.js';

const DEFAULT_TIME_ZONE = 'UTC';

/** Sums over some calls. */
export interface CallFigures {
  total: number;
  answered: number;
  /** Calls whose duration is known. */
  timed: number;
  totalDurationSeconds: bigint;
  /** Nanos by currency. */
  cost: Map<string, bigint>;
}

export interface CallStats extends CallFigures {
  byStatus: Map<CallStatus, number>;
  series: (CallFigures & { start: Date })[];
}

/** Figures over the calls that a list with the same filter would show. */
@Injectable()
export class CallStatsService {
  constructor(private readonly repository: CallStatsRepository) {}

  /** @throws BadUserInputError for what no list would take, an unknown zone, and more buckets than anybody looks at */
  async of({ workspaceId }: Viewer, { filter, bucket, timeZone }: CallStatsArgs): Promise<CallStats> {
    const zone = timeZone ?? DEFAULT_TIME_ZONE;
    offsetSpans(zone, 0, 0); // an unknown one is refused even where there is nothing to count
    if (bucket == null) return { ...summed(await this.repository.findGroups(workspaceId, filter)), series: [] };

    const times = await this.repository.findTimes(workspaceId, filter);
    if (times === undefined) return { ...summed([]), series: [] };
    const buckets = new TimeBuckets(bucket, zone, times.first.getTime(), times.last.getTime());
    const groups = await this.repository.findGroups(workspaceId, filter, buckets);
    const byBucket = Map.groupBy(groups, ({ unitStartMs }) => buckets.bucketOf(unitStartMs));
    const series = Array.from(buckets.all(), ({ bucket: number, start }) => ({
      start,
      ...figuresOf(byBucket.get(number) ?? []),
    }));
    return { ...summed(groups), series };
  }
}

function summed(groups: readonly CallGroup[]): CallFigures & Pick<CallStats, 'byStatus'> {
  const byStatus = new Map<CallStatus, number>();
  for (const status of Object.values(CallStatus)) {
    const calls = figuresOf(groups.filter((group) => group.status === status)).total;
    if (calls > 0) byStatus.set(status, calls);
  }
  return { ...figuresOf(groups), byStatus };
}

function figuresOf(groups: readonly CallGroup[]): CallFigures {
  const figures: CallFigures = { total: 0, answered: 0, timed: 0, totalDurationSeconds: 0n, cost: new Map() };
  for (const { status, currency, calls, timed, seconds, nanos } of groups) {
    figures.total += calls;
    if (status === CallStatus.ANSWERED) figures.answered += calls;
    figures.timed += timed;
    figures.totalDurationSeconds += seconds;
    if (nanos !== null && currency !== null) figures.cost.set(currency, (figures.cost.get(currency) ?? 0n) + nanos);
  }
  return figures;
}
