import { Injectable } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import { Db, type StoredInstant } from '../../database/index.js';
import { CallFilters } from '../call-filter.sql.js';
import type { CallFilterInput } from '../call-filter.input.js';
import type { CallStatus } from '../call.enums.js';
import type { TimeBuckets } from './time-buckets.js';

type Filter = CallFilterInput | null | undefined;

/** Calls that are alike in status and currency, and began in the same unit of time where one was asked for. */
export interface CallGroup {
  /** When the unit begins, on the clock that {@link TimeBuckets} has moved; 0 where none was asked for. */
  unitStartMs: number;
  status: CallStatus;
  currency: string | null;
  calls: number;
  /** Those whose duration is known. */
  timed: number;
  seconds: bigint;
  /** Null where no cost is known. */
  nanos: bigint | null;
}

interface GroupRow {
  unit: number | string;
  status: CallStatus;
  cost_currency: string | null;
  calls: number | string;
  timed: number | string;
  seconds: string | null;
  nanos: string | null;
}

/** Figures over calls, summed up by the database: exact, as sums of integers that leave it as text. */
@Injectable()
export class CallStatsRepository {
  constructor(
    private readonly db: Db,
    private readonly filters: CallFilters,
  ) {}

  /** The starts of the first and the last call; undefined where there is none. */
  async findTimes(workspaceId: string, filter: Filter): Promise<{ first: Date; last: Date } | undefined> {
    const { from, where } = await this.filters.select(workspaceId, filter);
    const question = sql<{ first: StoredInstant | null; last: StoredInstant | null }>`
      min(calls.start_time) as first, max(calls.start_time) as last from ${from} where ${where}`;
    const [times] = await this.db.select(question);
    if (times?.first == null || times.last == null) return undefined;
    return { first: this.db.dialect.toDate(times.first), last: this.db.dialect.toDate(times.last) };
  }

  async findGroups(workspaceId: string, filter: Filter, buckets?: TimeBuckets): Promise<CallGroup[]> {
    const { from, where } = await this.filters.select(workspaceId, filter);
    const unit = buckets === undefined ? sql`0` : this.unitStart(buckets);
    const question = sql<GroupRow>`
      ${unit} as unit, calls.status, calls.cost_currency,
        count(*) as calls, count(calls.duration_seconds) as timed,
        cast(sum(calls.duration_seconds) as char) as seconds, cast(sum(calls.cost_nanos) as char) as nanos
      from ${from} where ${where} group by unit, calls.status, calls.cost_currency`;
    return (await this.db.select(question)).map((row) => ({
      unitStartMs: Number(row.unit) * 1000,
      status: row.status,
      currency: row.cost_currency,
      calls: Number(row.calls),
      timed: Number(row.timed),
      seconds: BigInt(row.seconds ?? 0),
      nanos: row.nanos === null ? null : BigInt(row.nanos),
    }));
  }

  /** In seconds; without division, as the databases do not agree on what that is. */
  private unitStart({ unitMs, shifts }: TimeBuckets): RawBuilder<unknown> {
    const { dialect } = this.db;
    const turns = shifts.slice(1).map(({ from }, index) => {
      const before = (shifts[index]?.offsetMs ?? 0) / 1000;
      return sql`when calls.start_time < ${dialect.toColumn(new Date(from))} then ${sql.lit(before)}`;
    });
    const last = sql.lit((shifts.at(-1)?.offsetMs ?? 0) / 1000);
    const shift = turns.length === 0 ? last : sql`case ${sql.join(turns, sql` `)} else ${last} end`;
    const local = sql`(${sql.raw(dialect.epochSeconds('calls.start_time'))} + ${shift})`;
    return sql`${local} - ${local} % ${sql.lit(unitMs / 1000)}`;
  }
}
