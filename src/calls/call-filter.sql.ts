import { Injectable } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import { assertForwards, type DateTimeRangeInput } from '../common/date-range.input.js';
import { filterKey } from '../common/id.js';
import { assertRising } from '../common/int-range.input.js';
import { Db } from '../database/index.js';
import { ArtifactState } from './call.enums.js';
import type { CallFilterInput } from './call-filter.input.js';
import { forcedIndex, startIndex } from './call-indexes.js';
import type { CallOrderField } from './calls.args.js';
import { NumberFilters } from './number-filter.sql.js';
import { TextFilter } from './search/text-filter.sql.js';

type Sql = RawBuilder<unknown>;

/** The calls that pass a filter, as SQL: `select … from ${from} where ${where}`; their columns are those of `calls`. */
export interface CallSelection {
  from: Sql;
  where: Sql;
  /** The table by whose `start_time` and `id` the calls are ordered without sorting. */
  ordered: 'calls' | 'numbers';
}

/**
 * The one place that turns a filter into SQL, for the list, its count, the statistics and the export. The tables stand in the
 * order in which they are to be read, and the databases are held to it: what finds the fewest calls comes first.
 */
@Injectable()
export class CallFilters {
  private readonly text: TextFilter;

  constructor(private readonly db: Db) {
    this.text = new TextFilter(db);
  }

  /**
   * @param order of a page, of which only the first calls are read; without it all that pass are
   * @throws BadUserInputError naming the field that cannot be used
   */
  async select(
    workspaceId: string,
    filter: CallFilterInput | null | undefined,
    order?: CallOrderField,
  ): Promise<CallSelection> {
    const given = filter ?? {};
    const isPage = order !== undefined;
    const scope = this.scope(workspaceId, given);
    const numbers = new NumberFilters(given);
    const text = await this.text.read(workspaceId, given.text, isPage);

    const conditions = [...scope.on('calls'), ...this.conditions(given), ...text.conditions, ...numbers.on('calls')];
    const hint = isPage ? forcedIndex(order, given) : undefined;
    let tables: Sql[] = [this.indexed('calls', 'calls', hint)];
    let ordered: CallSelection['ordered'] = 'calls';
    if (numbers.isLookup) {
      tables = [numbers.lookup(workspaceId), sql`calls on calls.id = hits.id`];
    } else if (text.isRare) {
      tables = [...text.tablesBefore, sql`calls on calls.id = texts.call_id`];
    } else if (numbers.isScan) {
      tables = [this.indexed('calls', 'numbers', startIndex(given)), sql`calls on calls.id = numbers.id`];
      conditions.push(...scope.on('numbers'), ...numbers.on('numbers'));
      ordered = 'numbers';
    }
    if (numbers.isLookup || !text.isRare) tables.push(...text.tablesAfter);
    if (given.outcome != null) tables.push(sql`transcripts on transcripts.call_id = calls.id`);
    return {
      from: sql.join(tables, sql.raw(this.db.dialect.isSqlite ? ' cross join ' : ' straight_join ')),
      where: sql.join(conditions, sql` and `),
      ordered,
    };
  }

  /** Whose calls, and of what time: conditions that a table which stands for the calls has to meet as well. */
  private scope(workspaceId: string, { applicationId, startTime }: CallFilterInput): { on(table: string): Sql[] } {
    assertForwards(startTime, 'startTime');
    const application = applicationId == null ? null : filterKey('Application', applicationId, 'applicationId');
    return {
      on: (table) => [
        sql`${column(table, 'workspace_id')} = ${workspaceId}`,
        ...(application === null ? [] : [sql`${column(table, 'application_id')} = ${application}`]),
        ...this.within(column(table, 'start_time'), startTime),
      ],
    };
  }

  private conditions(filter: CallFilterInput): Sql[] {
    assertForwards(filter.updatedAt, 'updatedAt');
    assertRising(filter.durationSeconds, 'durationSeconds');
    const { accountId, direction, durationSeconds, callId, conversationId } = filter;
    const conditions = [
      ...oneOf('calls.status', filter.status),
      ...oneOf('calls.transcript_state', filter.transcriptState),
      ...oneOf('calls.recording_state', filter.recordingState),
      ...isAvailable('calls.transcript_state', filter.hasTranscript),
      ...isAvailable('calls.recording_state', filter.hasRecording),
      ...this.within(sql.ref('calls.updated_at'), filter.updatedAt),
    ];
    if (accountId != null) {
      const account = filterKey('Account', accountId, 'accountId');
      conditions.push(sql`calls.application_id in (select id from applications where account_id = ${account})`);
    }
    if (direction != null) conditions.push(sql`calls.direction = ${direction}`);
    if (durationSeconds?.min != null) conditions.push(sql`calls.duration_seconds >= ${durationSeconds.min}`);
    if (durationSeconds?.max != null) conditions.push(sql`calls.duration_seconds <= ${durationSeconds.max}`);
    if (callId != null) conditions.push(isSession(callId));
    if (conversationId != null) conditions.push(sql`calls.conversation_id = ${conversationId}`);
    if (filter.outcome != null) {
      conditions.push(...isAvailable('calls.transcript_state', true), ...oneOf('transcripts.outcome', filter.outcome));
    }
    return conditions;
  }

  private within(instant: Sql, range: DateTimeRangeInput | null | undefined): Sql[] {
    const { dialect } = this.db;
    return [
      ...(range?.from == null ? [] : [sql`${instant} >= ${dialect.toColumn(range.from)}`]),
      ...(range?.to == null ? [] : [sql`${instant} < ${dialect.toColumn(range.to)}`]),
    ];
  }

  private indexed(table: string, alias: string, index: string | undefined): Sql {
    const name = alias === table ? sql.table(table) : sql`${sql.table(table)} as ${sql.table(alias)}`;
    if (index === undefined) return name;
    return this.db.dialect.isSqlite
      ? sql`${name} indexed by ${sql.ref(index)}`
      : sql`${name} force index (${sql.ref(index)})`;
  }
}

function column(table: string, name: string): Sql {
  return sql.ref(`${table}.${name}`);
}

function oneOf(name: string, values: readonly string[] | null | undefined): Sql[] {
  if (values == null) return [];
  return [values.length === 0 ? sql`1 = 0` : sql`${sql.ref(name)} in (${sql.join(values)})`];
}

function isAvailable(name: string, wanted: boolean | null | undefined): Sql[] {
  if (wanted == null) return [];
  return [sql`${sql.ref(name)} ${sql.raw(wanted ? '=' : '<>')} ${ArtifactState.AVAILABLE}`];
}

/** A number, so that the index is used; what is none, or beyond what the platform counts to, is no session. */
function isSession(callId: string): Sql {
  return /^\d{1,15}$/.test(callId) ? sql`calls.session_id = ${Number(callId)}` : sql`1 = 0`;
}
