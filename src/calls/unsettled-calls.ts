import { Injectable } from '@nestjs/common';
import { Db } from '../database/index.js';
import type { CallTables } from './call.table.js';

/** Calls of an application that started in `[from, before)` and of which Voximplant has not said the last word. */
export interface UnsettledQuery {
  applicationId: string;
  from: Date;
  before: Date;
}

export interface UnsettledCall {
  id: string;
  sessionId: string;
  startTime: Date;
}

/** Finds the calls that have to be read again: still running when they were seen, or not billed in full. */
@Injectable()
export class UnsettledCalls {
  constructor(private readonly db: Db) {}

  async count(query: UnsettledQuery): Promise<number> {
    const { count } = await this.matching(query)
      .select(({ fn }) => fn.countAll<string | number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** The next ones in the order of (start, id). */
  async next(
    query: UnsettledQuery,
    after: { startTime: Date; id: string } | null,
    limit: number,
  ): Promise<UnsettledCall[]> {
    const { dialect } = this.db;
    const start = after === null ? undefined : dialect.toColumn(after.startTime);
    const rows = await this.matching(query)
      .select(['id', 'session_id', 'start_time'])
      .$if(start !== undefined, (rest) =>
        rest
          .where('start_time', '>=', start!)
          .where((eb) => eb.or([eb('start_time', '>', start!), eb('id', '>', after!.id)])),
      )
      .orderBy('start_time')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      id: row.id,
      sessionId: String(row.session_id),
      startTime: dialect.toDate(row.start_time),
    }));
  }

  private matching({ applicationId, from, before }: UnsettledQuery) {
    const { dialect } = this.db;
    return this.db
      .kysely<CallTables>()
      .selectFrom('calls')
      .where('application_id', '=', applicationId)
      .where('settled', '=', 0)
      .where('start_time', '>=', dialect.toColumn(from))
      .where('start_time', '<', dialect.toColumn(before));
  }
}
