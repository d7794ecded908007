import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Cursors } from '../common/cursor.js';
import { BadUserInputError } from '../common/errors.js';
import { DEFAULT_PAGE_SIZE, type Page } from '../common/pagination.js';
import { Db } from '../database/index.js';
import { CallFilters, type CallSelection } from './call-filter.sql.js';
import type { CallFilterInput } from './call-filter.input.js';
import { type Bound, type Position, type Stretch, stretches } from './call-keyset.js';
import { CallOrderField, type CallsArgs, OrderDirection } from './calls.args.js';
import { type CallLegTable, type CallTables, LISTED_COLUMNS, type ListedCall } from './call.table.js';

const NULLABLE: ReadonlySet<CallOrderField> = new Set([CallOrderField.DURATION, CallOrderField.COST]);
const INSTANTS: ReadonlySet<CallOrderField> = new Set([CallOrderField.START_TIME, CallOrderField.UPDATED_AT]);

const LISTED = sql.join(LISTED_COLUMNS.map((column) => sql.ref(`calls.${column}`)));

/** Every question that is asked of the mirror. Rows are read as they are; each query is bound to a workspace. */
@Injectable()
export class CallsRepository {
  constructor(
    private readonly db: Db,
    private readonly filters: CallFilters,
  ) {}

  /**
   * One page of the calls that pass the filter, in the order asked for; `id` breaks ties, so no page skips or repeats one.
   * @throws BadUserInputError for malformed ids and cursors
   */
  async findPage(workspaceId: string, args: CallsArgs): Promise<Page<ListedCall>> {
    const { filter, orderBy } = args;
    const field = orderBy?.field ?? CallOrderField.START_TIME;
    const descending = orderBy?.direction !== OrderDirection.ASC;
    const cursors = new Cursors(['calls', workspaceId, field, descending, filter ?? {}]);
    const after = this.bound(cursors, field, args.after, 'after', descending ? 'below' : 'above');
    const before = this.bound(cursors, field, args.before, 'before', descending ? 'above' : 'below');

    const backwards = args.last != null;
    const size = args.last ?? args.first ?? DEFAULT_PAGE_SIZE;
    const selection = await this.filters.select(workspaceId, filter, field);
    const order = { field, descending: descending !== backwards }; // reading from the end is reading the other way round
    const found = await this.read(selection, order, [...after, ...before], size + 1); // one more tells whether there is more

    const hasMore = found.length > size;
    const rows = found.slice(0, size);
    if (backwards) rows.reverse();
    return {
      rows,
      cursorAt: (place) => cursors.encode([rows[place]![field], rows[place]!.id]),
      hasNextPage: backwards ? before.length > 0 : hasMore,
      hasPreviousPage: backwards ? hasMore : after.length > 0,
    };
  }

  async count(workspaceId: string, filter: CallFilterInput | null | undefined): Promise<number> {
    const { from, where } = await this.filters.select(workspaceId, filter);
    const question = sql<{ calls: string | number }>`count(*) as calls from ${from} where ${where}`;
    const [counted] = await this.db.select(question);
    return Number(counted?.calls);
  }

  /** Those of the ids that exist in the workspace. */
  findByIds(workspaceId: string, ids: readonly string[]): Promise<ListedCall[]> {
    return this.calls().select(LISTED_COLUMNS).where('workspace_id', '=', workspaceId).where('id', 'in', ids).execute();
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

  private async read(
    { from, where, ordered }: CallSelection,
    { field, descending }: { field: CallOrderField; descending: boolean },
    bounds: readonly Bound[],
    limit: number,
  ): Promise<ListedCall[]> {
    const table = field === CallOrderField.START_TIME ? ordered : 'calls';
    const value = sql.ref(`${table}.${field}`);
    const id = sql.ref(`${table}.id`);
    const direction = sql.raw(descending ? 'desc' : 'asc');
    const found: ListedCall[] = [];
    const readStretch = async ({ conditions, sortedBy }: Stretch) => {
      const order = sql.join(sortedBy.map((column) => sql`${column} ${direction}`));
      const question = sql<ListedCall>`${LISTED} from ${from} where ${sql.join([where, ...conditions], sql` and `)}
        order by ${order} limit ${sql.lit(limit - found.length)}`;
      found.push(...(await this.db.select(question)));
    };
    for (const stretch of stretches({ value, id, nullable: NULLABLE.has(field) }, bounds, descending)) {
      if (found.length < limit) await readStretch(stretch);
    }
    return found;
  }

  private calls() {
    return this.db.kysely<CallTables>().selectFrom('calls');
  }

  private bound(
    cursors: Cursors,
    field: CallOrderField,
    cursor: string | null | undefined,
    argument: string,
    side: Bound['side'],
  ): Bound[] {
    if (cursor == null) return [];
    const [value, id] = cursors.decode(cursor, argument);
    if (!this.isValue(field, value) || typeof id !== 'string') {
      throw new BadUserInputError({ [argument]: [`${argument} is not a cursor`] });
    }
    return [{ position: [value, id], side }];
  }

  /** Whether what came from outside, in a cursor, is a value of the order's column. */
  private isValue(field: CallOrderField, value: unknown): value is Position[0] {
    if (INSTANTS.has(field)) return this.db.dialect.isStored(value);
    return value === null || Number.isSafeInteger(value);
  }
}
