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
  async exact(): Promise<Lead | undefined> {
    const { session, conversation } = this.conditions;
    if (session.length > 0) {
      const conditions = await this.scope.byApplication('calls');
      return { index: 'calls_application_id_session_id_unique', conditions };
    }
    if (conversation.length === 0) return undefined;
    return { index: 'calls_workspace_id_conversation_id_index', conditions: [this.scope.inWorkspace('calls')] };
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
    const leads = [...this.leadsOfOwner(order, isStatusInOrder), ...(await this.leadsOfApplications())];
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

  /** The indexes of the workspace, or of the one application, that the filter has a condition for, but that of the order. */
  private leadsOfOwner(order: CallOrderField, isStatusInOrder: boolean): Lead[] {
    const { owner } = this.scope;
    const { startTime, updatedAt, duration, status } = this.conditions;
    const leads: [index: string, isOrder: boolean, conditions: Sql[]][] = [
      [this.byStart, order === CallOrderField.START_TIME, startTime],
      [`calls_${owner}_updated_at_id_index`, order === CallOrderField.UPDATED_AT, updatedAt],
      [`calls_${owner}_duration_seconds_id_index`, order === CallOrderField.DURATION, duration],
      [
        `calls_${owner}_status_start_time_id_index`,
        isStatusInOrder,
        status.length > 0 ? [...status, ...startTime] : [],
      ],
    ];
    return leads
      .filter(([, isOrder, conditions]) => !isOrder && conditions.length > 0)
      .map(([index, , conditions]) => ({ index, conditions: [...this.scope.on('calls'), ...conditions] }));
  }

  /** The same of those indexes that only applications have. */
  private async leadsOfApplications(): Promise<Lead[]> {
    const { transcript, recording } = this.conditions;
    if (transcript.length === 0 && recording.length === 0) return [];
    const own = await this.scope.byApplication('calls');
    return [
      { index: 'calls_application_id_transcript_state_id_index', conditions: transcript },
      { index: 'calls_application_id_recording_state_id_index', conditions: recording },
    ]
      .filter(({ conditions }) => conditions.length > 0)
      .map(({ index, conditions }) => ({ index, conditions: [...own, ...conditions] }));
  }
}
