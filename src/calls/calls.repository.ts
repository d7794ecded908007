import { Injectable } from '@nestjs/common';
import { type SelectQueryBuilder, sql } from 'kysely';
import { assertForwards } from '../common/date-range.input.js';
import { Cursors } from '../common/cursor.js';
import { BadUserInputError } from '../common/errors.js';
import { filterKey } from '../common/id.js';
import { DEFAULT_PAGE_SIZE, type Page } from '../common/pagination.js';
import { Db, type StoredInstant } from '../database/index.js';
import { type CallFilterInput, type CallsArgs, OrderDirection } from './calls.args.js';
import type { CallLegTable, CallTable, CallTables } from './call.table.js';

type Calls<Selection> = SelectQueryBuilder<CallTables, 'calls', Selection>;
/** The place of a call in a list: its start and, between calls of the same millisecond, its id. */
type Position = readonly [start: StoredInstant, id: string];

/** Every question that is asked of the mirror. Rows are read as they are; each query is bound to a workspace. */
@Injectable()
export class CallsRepository {
  constructor(private readonly db: Db) {}

  /**
   * One page of the calls that pass the filter, in the order asked for; `id` breaks ties, so no page skips or repeats one.
   * @throws BadUserInputError for malformed ids and cursors
   */
  async findPage(workspaceId: string, args: CallsArgs): Promise<Page<CallTable>> {
    const { filter, orderBy } = args;
    const backwards = args.last != null;
    const size = args.last ?? args.first ?? DEFAULT_PAGE_SIZE;
    const direction = orderBy?.direction ?? OrderDirection.DESC;
    const cursors = new Cursors(['calls', workspaceId, orderBy?.field ?? 'start_time', direction, filter ?? {}]);
    const after = args.after == null ? undefined : this.position(cursors, args.after, 'after');
    const before = args.before == null ? undefined : this.position(cursors, args.before, 'before');

    // Reading from the end is reading the other way round.
    const descending = (direction === OrderDirection.DESC) !== backwards;
    const order = descending ? 'desc' : 'asc';
    let query = this.matching(workspaceId, filter).selectAll();
    if (after !== undefined) query = beyond(query, after, direction === OrderDirection.DESC);
    if (before !== undefined) query = beyond(query, before, direction !== OrderDirection.DESC);
    const found = await query
      .orderBy('start_time', order)
      .orderBy('id', order)
      .limit(size + 1) // one more tells whether there is a next page
      .execute();

    const hasMore = found.length > size;
    const rows = found.slice(0, size);
    if (backwards) rows.reverse();
    return {
      rows: rows.map((row) => ({ row, cursor: cursors.encode([row.start_time, row.id]) })),
      hasNextPage: backwards ? before !== undefined : hasMore,
      hasPreviousPage: backwards ? hasMore : after !== undefined,
    };
  }

  async count(workspaceId: string, filter: CallFilterInput | null | undefined): Promise<number> {
    const { count } = await this.matching(workspaceId, filter)
      .select(({ fn }) => fn.countAll<string | number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Those of the ids that exist in the workspace. */
  findByIds(workspaceId: string, ids: readonly string[]): Promise<CallTable[]> {
    return this.calls().selectAll().where('workspace_id', '=', workspaceId).where('id', 'in', ids).execute();
  }

  /** The legs of several calls, in the order in which Voximplant lists them. */
  findLegs(callIds: readonly string[]): Promise<CallLegTable[]> {
    return this.db
      .kysely<CallTables>()
      .selectFrom('call_legs')
      .selectAll()
      .where('call_id', 'in', callIds)
      .orderBy('call_id')
      .orderBy('position')
      .execute();
  }

  /** The one place that turns a filter into SQL. */
  private matching(workspaceId: string, filter: CallFilterInput | null | undefined): Calls<unknown> {
    const { applicationId, accountId, status, startTime } = filter ?? {};
    assertForwards(startTime, 'startTime');
    const { dialect } = this.db;
    let query: Calls<unknown> = this.calls().where('workspace_id', '=', workspaceId);
    if (applicationId != null) {
      query = query.where('application_id', '=', filterKey('Application', applicationId, 'applicationId'));
    }
    if (accountId != null) {
      const account = filterKey('Account', accountId, 'accountId');
      query = query.where(sql<boolean>`application_id in (select id from applications where account_id = ${account})`);
    }
    if (status != null)
      query = status.length === 0 ? query.where(sql<boolean>`1 = 0`) : query.where('status', 'in', status);
    if (startTime?.from != null) query = query.where('start_time', '>=', dialect.toColumn(startTime.from));
    if (startTime?.to != null) query = query.where('start_time', '<', dialect.toColumn(startTime.to));
    return query;
  }

  private calls() {
    return this.db.kysely<CallTables>().selectFrom('calls');
  }

  private position(cursors: Cursors, cursor: string, field: string): Position {
    const [start, id] = cursors.decode(cursor, field);
    if (!this.db.dialect.isStored(start) || typeof id !== 'string') {
      throw new BadUserInputError({ [field]: [`${field} is not a cursor`] });
    }
    return [start, id];
  }
}

/**
 * The calls behind a position. Written with a plain bound in front: MySQL and MariaDB do not use an index for the
 * comparison of tuples, and SQLite not for a bare OR.
 */
function beyond<Selection>(query: Calls<Selection>, [start, id]: Position, descending: boolean): Calls<Selection> {
  const [inclusive, exclusive] = descending ? (['<=', '<'] as const) : (['>=', '>'] as const);
  return query
    .where('start_time', inclusive, start)
    .where((eb) => eb.or([eb('start_time', exclusive, start), eb('id', exclusive, id)]));
}
