import type { MikroORM } from '@mikro-orm/sql';
import type { CompiledQuery, DatabaseConnection } from 'kysely';
import { logFacts } from '../src/logging/log-context.js';

type ExecuteQuery = DatabaseConnection['executeQuery'];

/** How many statements requests send; see {@link statementsOf}. */
export async function countStatements(orm: MikroORM, work: () => Promise<unknown>): Promise<number> {
  return (await statementsOf(orm, work)).length;
}

/**
 * What requests send over any connection of the application's pool, whoever built the SQL. Left out is
 * what the application does by itself meanwhile, as looking for runs, and the row-by-row
 * statements of the bulk path on SQLite, which has a connection without a wire.
 */
export async function statementsOf(orm: MikroORM, work: () => Promise<unknown>): Promise<CompiledQuery[]> {
  const kysely = orm.em.getConnection().getClient();
  // All connections of a driver share a class; what is replaced there is replaced for all of them, future ones too.
  const prototype = await kysely
    .getExecutor()
    .provideConnection((connection) => Promise.resolve(Object.getPrototypeOf(connection) as DatabaseConnection));
  const original: ExecuteQuery = prototype.executeQuery;
  const sent: CompiledQuery[] = [];
  prototype.executeQuery = function (this: DatabaseConnection, ...args: Parameters<ExecuteQuery>) {
    if (logFacts().requestId !== undefined) sent.push(args[0]);
    return original.apply(this, args);
  } as ExecuteQuery;
  try {
    await work();
  } finally {
    prototype.executeQuery = original;
  }
  return sent;
}
