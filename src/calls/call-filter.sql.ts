import { Injectable } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import { Db } from '../database/index.js';
import { callConditions } from './call-conditions.js';
import type { CallFilterInput } from './call-filter.input.js';
import { CallIndexChoice } from './call-index-choice.js';
import { CallScope } from './call-scope.js';
import { CallOrderField } from './calls.args.js';
import { NumberFilters } from './numbers/number-filter.sql.js';
import { isTranscribed, TextFilter } from './search/text-filter.sql.js';

type Sql = RawBuilder<unknown>;

/** The calls that pass a filter, as SQL: `select … from ${from} where ${where}`; their columns are those of `calls`. */
export interface CallSelection {
  from: Sql;
  where: Sql;
  /** The table by whose `start_time` and `id` the calls are ordered without sorting. */
  ordered: OrderedTable;
}

/** Entries are those of an index that has the calls in order, and beside it what most of them are passed over by. */
type OrderedTable = 'calls' | 'entries';

/** More calls with a number are sooner met in the order of a page than found and sorted, as measured among a million. */
const MOST_FOUND_FOR_A_PAGE = 2000;
/** Where all that pass are read, more are sooner met by looking through the numbers of all calls. */
const MOST_FOUND = 50_000;

/**
 * The one place that turns a filter into SQL, for the list, its count, the statistics and the export. The tables stand in the
 * order in which they are to be read, and the databases are held to it: what leads to the fewest calls comes first.
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
    const scope = await CallScope.of(this.db, workspaceId, given);
    const own = callConditions(given, this.db.dialect);
    const indexes = new CallIndexChoice(this.db, scope, own);
    const numbers = new NumberFilters(this.db, given);
    const text = await this.text.read(workspaceId, given.text, order !== undefined);

    const conditions = [...scope.on('calls'), ...Object.values(own).flat(), ...text.conditions, ...numbers.on('calls')];
    const select = (tables: Sql[], ordered: OrderedTable = 'calls'): CallSelection => ({
      from: sql.join(tables, sql.raw(` ${this.db.dialect.joinInOrder} `)),
      where: sql.join(conditions, sql` and `),
      ordered,
    });
    /** The entries of an index in their order, and the rows of those calls alone whose entries pass. */
    const selectByEntries = (index: string, onEntries: Sql[], tables: Sql[]): CallSelection => {
      conditions.push(...scope.on('entries'), ...onEntries);
      return select([this.db.forcedTable('calls', index, 'entries'), ...tables], 'entries');
    };

    const exact = await indexes.exact();
    if (exact !== undefined) {
      conditions.push(...exact.conditions);
      return select([this.db.forcedTable('calls', exact.index), ...text.tablesAfter('calls')]);
    }
    const mostFound = order === undefined ? MOST_FOUND : MOST_FOUND_FOR_A_PAGE;
    const isRareNumber = numbers.canLookUp && (await numbers.areFew(workspaceId, mostFound));
    if (isRareNumber)
      return select([numbers.lookup(workspaceId), this.callsOf('hits.id'), ...text.tablesAfter('calls')]);
    if (text.isRare) return select([...text.tablesBefore, this.callsOf('texts.call_id')]);
    // In another order than that of the numbers, those that are common are sooner met than sorted.
    const isMetSoon = numbers.canLookUp && order !== undefined && order !== CallOrderField.START_TIME;
    if (numbers.isScan && !isMetSoon) {
      const { startTime, latestStart } = callConditions(given, this.db.dialect, 'entries');
      const tables = [this.callsOf('entries.id'), ...text.tablesAfter('calls')];
      return selectByEntries(indexes.byStart, [...startTime, ...latestStart, ...numbers.on('entries')], tables);
    }
    if (order === undefined) return select([sql`calls`, ...text.tablesAfter('calls')]);
    const isSearch = text.conditions.length > 0;
    const lead = await indexes.forPage(order, given, isSearch);
    if (isSearch && lead.index === indexes.byTranscript) {
      const { startTime, latestStart, transcript, outcome } = callConditions(given, this.db.dialect, 'entries');
      const onEntries = [...startTime, ...latestStart, isTranscribed('entries'), ...transcript, ...outcome];
      return selectByEntries(lead.index, onEntries, [...text.tablesAfter('entries'), this.callsOf('entries.id')]);
    }
    conditions.push(...lead.conditions);
    return select([this.db.forcedTable('calls', lead.index), ...text.tablesAfter('calls')]);
  }

  /** The calls that a table before names. Left to themselves, databases read by an index that promises an order, or by none. */
  private callsOf(named: string): Sql {
    const calls = this.db.forcedTable('calls', this.db.dialect.primaryKey('calls'));
    return sql`${calls} on calls.id = ${sql.ref(named)}`;
  }
}
