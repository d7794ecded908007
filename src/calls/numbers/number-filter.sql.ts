import { type RawBuilder, sql } from 'kysely';
import { FEWEST_PART_CHARACTERS, partPrefixesOf } from '../../common/number-key.js';
import type { Db } from '../../database/index.js';
import type { CallFilterInput } from '../call-filter.input.js';
import { type NumberPart, partsOfTyped } from './phone-number-part.js';

type Sql = RawBuilder<unknown>;
type Side = 'from' | 'to';

/** One of the fields that look for numbers: on one side, or on either. */
interface NumberFilter {
  sides: readonly Side[];
  parts: NumberPart[];
}

/** Fewer match so many calls that those in the order of the list are looked at as they come. */
const FEWEST_SCANNED = 3;
/** Behind every character that a part can have. */
const LAST = '\x7f';

/**
 * The fields of a filter that look for numbers. Four characters or more are looked up among the parts of all numbers (see
 * numberParts); what is shorter, or in very many calls, is looked for in the index that holds the numbers in the order of the
 * calls, without a look at the rows.
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
    return this.lookedUp !== undefined;
  }

  /** Whether so little is known that the numbers in the index are looked through. */
  get isScan(): boolean {
    return this.filters.some(({ parts }) => haveAtLeast(FEWEST_SCANNED, parts));
  }

  on(table: 'calls' | 'entries'): Sql[] {
    return this.filters.map(({ sides, parts }) =>
      anyOf(sides.map((side) => hasPart(sql.ref(`${table}.${side}_key`), parts))),
    );
  }

  /** Whether no more than so many calls have the number. Only where {@link canLookUp}. */
  async areFew(workspaceId: string, most: number): Promise<boolean> {
    const found = sql.join(this.found(workspaceId), sql` union all `);
    const query = sql<{ calls: number | string }>`select count(*) as calls
      from (${found} limit ${sql.lit(most + 1)}) as found`;
    const { rows } = await query.execute(this.db.kysely());
    return Number(rows[0]?.calls) <= most;
  }

  /** A table `hits` of the ids of the calls that have the number. Only where {@link canLookUp}. */
  lookup(workspaceId: string): Sql {
    return sql`(${sql.join(this.found(workspaceId), sql` union `)}) as hits`;
  }

  /** Of each side, the calls that have the number there: from its parts to whole numbers, and from those to calls. */
  private found(workspaceId: string): Sql[] {
    const { sides, parts } = this.lookedUp ?? { sides: [], parts: [] };
    const prefixes = new Set(parts.flatMap(({ part, at }) => partPrefixesOf(part, at)));
    const begins = anyOf([...prefixes].map((prefix) => sql`(part >= ${prefix} and part < ${prefix + LAST})`));
    const join = sql.raw(this.db.dialect.joinInOrder);
    return sides.map((side) => {
      const calls = this.db.forcedTable('calls', `calls_workspace_id_${side}_key_index`);
      return sql`select calls.id from number_parts ${join} ${calls}
        on calls.workspace_id = ${workspaceId} and calls.${sql.ref(`${side}_key`)} = number_parts.number_key
        where number_parts.workspace_id = ${workspaceId} and ${begins} and ${hasPart(sql.ref('number_key'), parts)}`;
    });
  }

  private get lookedUp(): NumberFilter | undefined {
    return this.filters.find(({ parts }) => haveAtLeast(FEWEST_PART_CHARACTERS, parts));
  }
}

function haveAtLeast(characters: number, parts: readonly NumberPart[]): boolean {
  return parts.every(({ part }) => part.length >= characters);
}

function hasPart(column: Sql, parts: readonly NumberPart[]): Sql {
  return anyOf(parts.map((part) => isAt(column, part)));
}

/** A part has no character that `like` gives a meaning to. */
function isAt(column: Sql, { part, at }: NumberPart): Sql {
  if (at === 'start') return sql`${column} like ${`${part}%`}`;
  return at === 'end' ? sql`${column} like ${`%${part}`}` : sql`instr(${column}, ${part}) > 0`;
}

function anyOf(conditions: readonly Sql[]): Sql {
  return sql`(${sql.join(conditions, sql` or `)})`;
}
