import { type RawBuilder, sql } from 'kysely';
import { coresOfPart, FEWEST_CORE_DIGITS } from '../common/number-key.js';
import type { CallFilterInput } from './call-filter.input.js';
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
 * The fields of a filter that look for numbers. Nine digits or more are looked up by the cores of numbers (see numberCore);
 * a shorter part is looked for in the index that holds the numbers in the order of the calls, without a look at the rows.
 */
export class NumberFilters {
  private readonly filters: NumberFilter[];

  constructor({ number, fromNumber, toNumber }: CallFilterInput) {
    const typed: [string | null | undefined, Side[]][] = [
      [number, ['from', 'to']],
      [fromNumber, ['from']],
      [toNumber, ['to']],
    ];
    this.filters = typed
      .map(([text, sides]) => ({ sides, parts: partsOfTyped(text ?? '') }))
      .filter(({ parts }) => parts.length > 0);
  }

  /** Whether an index leads to the few calls that there are. */
  get isLookup(): boolean {
    return this.longest !== undefined;
  }

  /** Whether the numbers in the index are looked through. */
  get isScan(): boolean {
    return !this.isLookup && this.filters.some(({ parts }) => parts.every(({ part }) => part.length >= FEWEST_SCANNED));
  }

  on(table: 'calls' | 'numbers'): Sql[] {
    return this.filters.map(({ sides, parts }) => anyOf(sides.map((side) => hasPart(`${table}.${side}_key`, parts))));
  }

  /** A table `hits` of the ids of the calls that have the number. Only where {@link isLookup}. */
  lookup(workspaceId: string): Sql {
    const { sides, parts } = this.longest ?? { sides: [], parts: [] };
    const cores = [...new Set(parts.flatMap(({ part }) => coresOfPart(part)))];
    const found = sides.map(
      (side) => sql`select id from calls where workspace_id = ${workspaceId}
        and ${sql.ref(`${side}_core`)} in (${sql.join(cores)}) and ${hasPart(`${side}_key`, parts)}`,
    );
    return sql`(${sql.join(found, sql` union `)}) as hits`;
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

function anyOf(conditions: readonly Sql[]): Sql {
  return sql`(${sql.join(conditions, sql` or `)})`;
}
