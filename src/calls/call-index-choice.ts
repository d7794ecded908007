import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../database/index.js';
import type { CallConditions } from './call-conditions.js';
import { ArtifactState } from './call.enums.js';
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

  /** The same, of one status after the other. */
  private get byStatus(): string {
    return `calls_${this.scope.owner}_status_start_time_id_index`;
  }

  /** The same, of one state of transcripts after the other, and the outcome beside it. */
  get byTranscript(): string {
    return `calls_${this.scope.owner}_by_transcript_index`;
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

  /** @param isSearch whether words are looked for, which are those of a transcript */
  async forPage(order: CallOrderField, filter: CallFilterInput, isSearch: boolean): Promise<Lead> {
    const inOrder = this.inOrder(order, filter, isSearch);
    const passed = order === CallOrderField.START_TIME ? [inOrder.index, this.byStart] : [inOrder.index];
    const leads = [...this.leadsOfOwner(), ...(await this.leadsOfApplications(inOrder.index === this.byTranscript))];
    return (await this.fewest(leads.filter(({ index }) => !passed.includes(index)))) ?? inOrder;
  }

  /** The index that has the calls in the order of the page, and as few others among them as can be. */
  private inOrder(order: CallOrderField, filter: CallFilterInput, isSearch: boolean): Lead {
    const { owner } = this.scope;
    if (order !== CallOrderField.START_TIME) return { index: `calls_${owner}_${order}_id_index`, conditions: [] };
    const state = soleTranscriptState(filter, isSearch);
    if (state !== undefined) return { index: this.byTranscript, conditions: [sql`calls.transcript_state = ${state}`] };
    return { index: filter.status?.length === 1 ? this.byStatus : this.byStart, conditions: [] };
  }

  private async fewest(leads: readonly Lead[]): Promise<Lead | undefined> {
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

  /** The indexes of the workspace, or of the one application, that the filter has a condition for. */
  private leadsOfOwner(): Lead[] {
    const { owner } = this.scope;
    const { startTime, updatedAt, duration, status } = this.conditions;
    const leads: [index: string, conditions: Sql[]][] = [
      [this.byStart, startTime],
      [`calls_${owner}_updated_at_id_index`, updatedAt],
      [`calls_${owner}_duration_seconds_id_index`, duration],
      [this.byStatus, status.length > 0 ? [...status, ...startTime] : []],
    ];
    return leads
      .filter(([, conditions]) => conditions.length > 0)
      .map(([index, conditions]) => ({ index, conditions: [...this.scope.on('calls'), ...conditions] }));
  }

  /** The same of those indexes that only applications have; of transcripts unless the calls are read by them anyway. */
  private async leadsOfApplications(isByTranscript: boolean): Promise<Lead[]> {
    const { recording } = this.conditions;
    const transcript = isByTranscript ? [] : this.conditions.transcript;
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

/** The one state that all transcripts have which pass the filter, as far as it says so. */
function soleTranscriptState(filter: CallFilterInput, isSearch: boolean): ArtifactState | undefined {
  const { hasTranscript, outcome, transcriptState } = filter;
  if (isSearch || hasTranscript === true || outcome != null) return ArtifactState.AVAILABLE;
  return transcriptState?.length === 1 ? transcriptState[0] : undefined;
}
