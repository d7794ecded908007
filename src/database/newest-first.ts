import { type SelectQueryBuilder, sql } from 'kysely';
import type { Cursors } from '../common/cursor.js';
import { BadUserInputError } from '../common/errors.js';
import { DEFAULT_PAGE_SIZE, type Page } from '../common/pagination.js';

export interface ForwardPage {
  first: number | null;
  after: string | null;
}

/**
 * A page of what a query finds, the newest first: ids sort by the time at which they were made.
 * @throws BadUserInputError for a cursor that is none, or one of another list
 */
export async function newestFirst<Tables, Table extends keyof Tables, Row extends { id: string }>(
  query: SelectQueryBuilder<Tables, Table, Row>,
  cursors: Cursors,
  { first, after }: ForwardPage,
): Promise<Page<Row>> {
  const size = first ?? DEFAULT_PAGE_SIZE;
  const left = after === null ? query : query.where(sql<boolean>`id < ${lastId(cursors, after)}`);
  const found = await left
    .orderBy(sql`id`, 'desc')
    .limit(size + 1)
    .execute();
  const rows = found.slice(0, size);
  return {
    rows,
    cursorAt: (place) => cursors.encode([rows[place]!.id]),
    hasNextPage: found.length > size,
    hasPreviousPage: after !== null,
  };
}

function lastId(cursors: Cursors, after: string): string {
  const [id] = cursors.decode(after, 'after');
  if (typeof id !== 'string') throw new BadUserInputError({ after: ['after is not a cursor'] });
  return id;
}
