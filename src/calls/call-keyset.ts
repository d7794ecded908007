import { type RawBuilder, sql } from 'kysely';

type Sql = RawBuilder<unknown>;

/** The place of a call in an order: its value there, null where that is not known, and its id, which breaks ties. */
export type Position = readonly [value: string | number | null, id: string];

/** A place that a page begins after, or ends before, and on which side of it the page lies. */
export interface Bound {
  position: Position;
  side: 'above' | 'below';
}

/** What an order is by. */
export interface Columns {
  value: Sql;
  id: Sql;
  nullable: boolean;
}

/** A stretch of an order: the calls whose value is known, or those whose value is not. */
export interface Stretch {
  conditions: Sql[];
  /** What it is sorted by: of the unknown only the id, or MariaDB would sort what its index has in order. */
  sortedBy: Sql[];
}

/**
 * The stretches that an order is read in, one query each, as MySQL and MariaDB read by no index where both are asked for at
 * once. What is not known is below everything, as all databases sort it.
 *
 * A stretch begins with a plain bound: MySQL and MariaDB do not use an index for the comparison of tuples, and SQLite not for
 * a bare `or`.
 */
export function stretches(columns: Columns, bounds: readonly Bound[], descending: boolean): Stretch[] {
  const stretchesInRise = [unknownStretch(columns, bounds), knownStretch(columns, bounds)];
  const inOrder = descending ? stretchesInRise.reverse() : stretchesInRise;
  return inOrder.filter((stretch) => stretch !== undefined);
}

function knownStretch(columns: Columns, bounds: readonly Bound[]): Stretch | undefined {
  if (bounds.some(({ position: [value], side }) => value === null && side === 'below')) return undefined;
  return {
    conditions: [
      ...(columns.nullable ? [sql`${columns.value} is not null`] : []),
      ...bounds.flatMap((bound) => beyondKnown(columns, bound)),
    ],
    sortedBy: [columns.value, columns.id],
  };
}

function unknownStretch(columns: Columns, bounds: readonly Bound[]): Stretch | undefined {
  if (!columns.nullable) return undefined;
  if (bounds.some(({ position: [value], side }) => value !== null && side === 'above')) return undefined;
  return {
    conditions: [sql`${columns.value} is null`, ...bounds.flatMap((bound) => beyondUnknown(columns, bound))],
    sortedBy: [columns.id],
  };
}

function beyondKnown(columns: Columns, { position: [value, id], side }: Bound): Sql[] {
  if (value === null) return [];
  return side === 'below'
    ? [sql`${columns.value} <= ${value}`, sql`(${columns.value} < ${value} or ${columns.id} < ${id})`]
    : [sql`${columns.value} >= ${value}`, sql`(${columns.value} > ${value} or ${columns.id} > ${id})`];
}

function beyondUnknown(columns: Columns, { position: [value, id], side }: Bound): Sql[] {
  if (value !== null) return [];
  return [side === 'below' ? sql`${columns.id} < ${id}` : sql`${columns.id} > ${id}`];
}
