import type { MikroORM } from '@mikro-orm/sql';
import type { DatabaseConnection } from 'kysely';

type ExecuteQuery = DatabaseConnection['executeQuery'];

/**
 * Counts what goes over any connection of the application's pool, whoever built the SQL. Not counted: the row-by-row
 * statements of the bulk path on SQLite, which has a connection without a wire.
 */
export async function countStatements(orm: MikroORM, work: () => Promise<unknown>): Promise<number> {
  const kysely = orm.em.getConnection().getClient();
  // All connections of a driver share a class; what is replaced there is replaced for all of them, future ones too.
  const prototype = await kysely
    .getExecutor()
    .provideConnection((connection) => Promise.resolve(Object.getPrototypeOf(connection) as DatabaseConnection));
  const original: ExecuteQuery = prototype.executeQuery;
  let count = 0;
  prototype.executeQuery = function (this: DatabaseConnection, ...args: Parameters<ExecuteQuery>) {
    count++;
    return original.apply(this, args);
  } as ExecuteQuery;
  try {
    await work();
  } finally {
    prototype.executeQuery = original;
  }
  return count;
}
