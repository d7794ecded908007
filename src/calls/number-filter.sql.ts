import { type RawBuilder, sql } from 'kysely';
import { corePrefixesOf, FEWEST_CORE_DIGITS } from '../common/number-key.js';
import type { Db } from '../database/index.js';
import type { CallFilterInput } from './call-filter.input.js';
import { MOST_SORTED } from './call-index-choice.js';
import { type NumberPart, partsOfTyped } from './phone-number-part.js';

type Sql = RawBuilder<unknown>;
type Side = 'from' | 'to';

/** One of the fields that look for a number: on one side, or on either. */
interface NumberFilter {
  sides: readonly Side[];
  parts: NumberPart[];
}

const LONG_DIGITS = new RegExp(`^\\d{${FEWEST_CORE_DIGITS},}$`);
/** Fewer match so many calls that those in the order of the list are looked at as they come. */
const FEWEST_SCANNED = 3;

/**
 * The fields of a filter that look for numbers. Seven digits or more are looked up by the cores of numbers (see numberCore);
 * a shorter part is looked for in the index that holds the numbers in the order of the calls, without a look at the rows.
 */
export class NumberFilters {
  private readonly filters: NumberFilter[];

  constructor(
    private readonly db: Db,
    { number, fromNumber, toNumber }: CallFilterInput,
  ) {
    const typed: [string | null | undefined, Side[]][] = [
      [number, ['from', 'to']],
      [fromNumber, ['from']],
      [toNumber, ['to']],
    ];
    this.filters = typed
      .map(([text, sides]) => ({ sides, parts: partsOfTyped(text ?? '') }))
      .filter(({ parts }) => parts.length > 0);
  }

  /** Whether enough of a number is known for an index to lead to the calls that have it. */
  get canLookUp(): boolean {
    return this.longest !== undefined;
  }

  /** Whether so little is known that the numbers in the index are looked through. */
  get isScan(): boolean {
    return this.filters.some(({ parts }) => parts.every(({ part }) => part.length >= FEWEST_SCANNED));
  }

  on(table: 'calls' | 'entries'): Sql[] {
    return this.filters.map(({ sides, parts }) => anyOf(sides.map((side) => hasPart(`${table}.${side}_key`, parts))));
  }

  /** Whether few calls have the number: a line of one's own is in nearly all of them. Only where {@link canLookUp}. */
  async areFew(workspaceId: string): Promise<boolean> {
    const found = sql.join(this.found(workspaceId), sql` union all `);
    const query = sql<{ calls: number | string }>`select count(*) as calls
      from (${found} limit ${sql.lit(MOST_SORTED + 1)}) as found`;
    const { rows } = await query.execute(this.db.kysely());
    return Number(rows[0]?.calls) <= MOST_SORTED;
  }

  /** A table `hits` of the ids of the calls that have the number. Only where {@link canLookUp}. */
  lookup(workspaceId: string): Sql {
    return sql`(${sql.join(this.found(workspaceId), sql` union `)}) as hits`;
  }

  /** Of each side, the calls that have the number there. */
  private found(workspaceId: string): Sql[] {
    const { sides, parts } = this.longest ?? { sides: [], parts: [] };
    const prefixes = [...new Set(parts.flatMap(({ part }) => corePrefixesOf(part)))];
    return sides.map((side) => {
      const index = `calls_workspace_id_${side}_core_${side}_key_index`;
      const begins = anyOf(prefixes.map((prefix) => beginsWith(sql.ref(`${side}_core`), prefix)));
      return sql`select id from ${this.db.forcedTable('calls', index)} where workspace_id = ${workspaceId}
        and ${begins} and ${hasPart(`${side}_key`, parts)}`;
    });
  }

  private get longest(): NumberFilter | undefined {
    return this.filters.find(({ parts }) => parts.every(({ part }) => LONG_DIGITS.test(part)));
  }
}

function hasPart(column: string, parts: readonly NumberPart[]): Sql {
  return anyOf(parts.map((part) => isAt(sql.ref(column), part)));
}

/** A part has no character that `like` gives a meaning to. */
function isAt(column: Sql, { part, at }: NumberPart): Sql {
  if (at === 'start') return sql`${column} like ${`${part}%`}`;
  return at === 'end' ? sql`${column} like ${`%${part}`}` : sql`instr(${column}, ${part}) > 0`;
}

/** As a range, which all databases read an index by. No core has a character between the digits and what follows them. */
function beginsWith(core: Sql, prefix: string): Sql {
  return sql`(${core} >= ${sql.lit(prefix)} and ${core} < ${sql.lit(`${prefix}:`)})`;
}

function anyOf(conditions: readonly Sql[]): Sql {
  return sql`(${sql.join(conditions, sql` or `)})`;
}
