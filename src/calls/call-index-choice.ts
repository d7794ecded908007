import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../database/index.js';
import type { CallConditions } from './call-conditions.js';
import type { CallScope } from './call-scope.js';
import { CallOrderField } from './calls.args.js';
import type { CallFilterInput } from './call-filter.input.js';

type Sql = RawBuilder<unknown>;

/** An index, and what it can tell of a call. */
interface Lead {
  index: string;
  conditions: Sql[];
}

/**
 * Conditions that more calls meet lead nowhere: then the calls of a page are looked at in their order, one after the other, as
 * that is sooner done than finding and sorting all that meet them.
 */
export const MOST_SORTED = 5000;

/**
 * Which index a page of calls is read by. It is decided here and forced, as the databases guess: they take the rows of an
 * application for few until they have counted anew, and sort all of them for each page, and SQLite never counts. Where a
 * condition may lead to few calls, so many of its index's entries are counted as would be sorted.
 */
export class CallIndexChoice {
  constructor(
    private readonly db: Db,
    private readonly scope: CallScope,
    private readonly conditions: CallConditions,
  ) {}

  /** The index that has the calls in the order of their start, and their numbers beside it. */
  get byStart(): string {
    return `calls_${this.scope.owner}_start_time_id_from_key_to_key_index`;
  }

  /** The index that leads to one call or hardly more; undefined where no condition is of that kind. */
  get exact(): Lead | undefined {
    const { session, conversation } = this.conditions;
    if (session.length > 0) {
      return { index: 'calls_application_id_session_id_unique', conditions: this.scope.byApplication('calls') };
    }
    return conversation.length > 0
      ? { index: 'calls_workspace_id_conversation_id_index', conditions: [this.scope.inWorkspace('calls')] }
      : undefined;
  }

  async forPage(order: CallOrderField, { status }: CallFilterInput): Promise<Lead> {
    const isStatusInOrder = order === CallOrderField.START_TIME && status?.length === 1;
    const few = await this.fewest(order, isStatusInOrder);
    if (few !== undefined) return few;
    const { owner } = this.scope;
    if (isStatusInOrder) return { index: `calls_${owner}_status_start_time_id_index`, conditions: [] };
    const index = order === CallOrderField.START_TIME ? this.byStart : `calls_${owner}_${order}_id_index`;
    return { index, conditions: [] };
  }

  private async fewest(order: CallOrderField, isStatusInOrder: boolean): Promise<Lead | undefined> {
    const leads = this.leads(order, isStatusInOrder);
    if (leads.length === 0) return undefined;
    const counts = leads.map(
      ({ index, conditions }, place) => sql`select ${sql.lit(place)} as place, count(*) as calls
        from (select 1 from ${this.db.forcedTable('calls', index)} where ${sql.join(conditions, sql` and `)}
          limit ${sql.lit(MOST_SORTED + 1)}) as found`,
    );
    const query = sql<{ place: number; calls: number | string }>`${sql.join(counts, sql` union all `)}`;
    const { rows } = await query.execute(this.db.kysely());
    const [fewest] = rows.sort((a, b) => Number(a.calls) - Number(b.calls));
    return fewest === undefined || Number(fewest.calls) > MOST_SORTED ? undefined : leads[Number(fewest.place)];
  }

  /** Every index that the filter has a condition for, but for the one that has the order. */
  private leads(order: CallOrderField, isStatusInOrder: boolean): Lead[] {
    const { scope, conditions } = this;
    const { owner } = scope;
    const own = scope.on('calls');
    const byApplication = scope.byApplication('calls');
    const leads: (Lead & { isOrder?: boolean; of: Sql[] })[] = [
      { index: this.byStart, conditions: own, of: conditions.startTime, isOrder: order === CallOrderField.START_TIME },
      ...([CallOrderField.UPDATED_AT, CallOrderField.DURATION] as const).map((field) => ({
        index: `calls_${owner}_${field}_id_index`,
        conditions: own,
        of: field === CallOrderField.UPDATED_AT ? conditions.updatedAt : conditions.duration,
        isOrder: order === field,
      })),
      {
        index: `calls_${owner}_status_start_time_id_index`,
        conditions: [...own, ...conditions.startTime],
        of: conditions.status,
        isOrder: isStatusInOrder,
      },
      {
        index: 'calls_application_id_transcript_state_id_index',
        conditions: byApplication,
        of: conditions.transcript,
      },
      { index: 'calls_application_id_recording_state_id_index', conditions: byApplication, of: conditions.recording },
    ];
    return leads
      .filter(({ of, isOrder }) => of.length > 0 && isOrder !== true)
      .map(({ index, conditions: scoped, of }) => ({ index, conditions: [...scoped, ...of] }));
  }
}
