import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { MikroORM } from '@mikro-orm/sql';
import type { SqliteConnection } from '@mikro-orm/sqlite';
import type BetterSqlite from 'better-sqlite3';
import { CompiledQuery, type Kysely, type RawBuilder, type SelectQueryBuilder, sql, type Transaction } from 'kysely';
import { QueryTimeoutError } from '../common/errors.js';
import { ENV, type Env } from '../config/index.js';
import { Dialect } from './dialect.js';

const ATTEMPTS = 6;
const LONGEST_PAUSE_MS = 400;

/**
 * MySQL's and MariaDB's deadlock, lock wait time-out and duplicate key; MariaDB's row that was changed since it was read, from
 * 11.6 on; SQLite's busy, locked and duplicate key.
 */
const RACES = new Set<unknown>([1213, 1205, 1062, 1020, 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED']);
const DUPLICATE_KEYS = new Set<unknown>([1062, 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY']);

/** MySQL's and MariaDB's end of a statement that took too long. */
const TIMEOUTS = new Set<unknown>([3024, 1969]);

/** The server is gone or going, or the connection to it broke. */
const LOST_CONNECTIONS = new Set<unknown>([
  'PROTOCOL_CONNECTION_LOST',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ER_SERVER_SHUTDOWN',
  'ER_CON_COUNT_ERROR',
]);

/** What was read has been changed by somebody else before it could be locked: {@link Db.transaction} does everything again. */
export class LostRaceError extends Error {
  constructor() {
    super('Another writer was first');
    this.name = 'LostRaceError';
  }
}

/**
 * SQL by hand, on MikroORM's own connections: for the lists and the bulk path, where a unit of work would cost more than
 * the database does (docs/adr/0003). `Tables` is what the caller knows of the schema.
 */
@Injectable()
export class Db {
  constructor(
    private readonly orm: MikroORM,
    readonly dialect: Dialect,
    @Inject(ENV) private readonly env: Pick<Env, 'QUERY_TIMEOUT_MS'>,
  ) {}

  kysely<Tables>(): Kysely<Tables> {
    return this.orm.em.getConnection().getClient();
  }

  /**
   * Asks what a client made up, who may have made it as hard as can be: it is given up after `QUERY_TIMEOUT_MS`, by the
   * database as well.
   * @param question what stands behind `select`
   * @throws QueryTimeoutError
   */
  async select<Row>(question: RawBuilder<Row>): Promise<Row[]> {
    const limitMs = this.env.QUERY_TIMEOUT_MS;
    const query = sql<Row>`${sql.raw(this.dialect.selectWithin(limitMs))} ${question}`;
    try {
      return (await query.execute(this.kysely())).rows;
    } catch (error) {
      if (!TIMEOUTS.has((error as { errno?: unknown }).errno)) throw error;
      const message = `This took the database more than ${limitMs / 1000} s; ask for less, or for a shorter time`;
      throw new QueryTimeoutError(message, { limitMs }, { cause: error });
    }
  }

  /** A table, under its name or another, that is to be read by this index and no other. */
  forcedTable(table: string, index: string, alias = table): RawBuilder<unknown> {
    const hint = this.dialect.isSqlite ? sql`indexed by ${sql.ref(index)}` : sql`force index (${sql.ref(index)})`;
    return alias === table ? sql`${sql.table(table)} ${hint}` : sql`${sql.table(table)} as ${sql.table(alias)} ${hint}`;
  }

  /** Rows as they are now, and as they stay until the transaction ends. On SQLite there is one writer at a time. */
  locked<Tables, Table extends keyof Tables, Row>(
    rows: SelectQueryBuilder<Tables, Table, Row>,
  ): SelectQueryBuilder<Tables, Table, Row> {
    return this.dialect.isSqlite ? rows : rows.forUpdate();
  }

  /** The same, but others may keep them as well. */
  kept<Tables, Table extends keyof Tables, Row>(
    rows: SelectQueryBuilder<Tables, Table, Row>,
  ): SelectQueryBuilder<Tables, Table, Row> {
    return this.dialect.isSqlite ? rows : rows.modifyEnd(sql`lock in share mode`); // MariaDB knows no other word for it
  }

  /**
   * Runs `work` in a transaction; the whole of it again, a few times, when it lost a race against another writer
   * (a deadlock, a lock not got in time, a row that the other one inserted or changed first).
   */
  async transaction<Tables, Result>(work: (trx: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.kysely<Tables>().transaction().execute(work);
      } catch (error) {
        if (attempt >= ATTEMPTS || !isRace(error)) throw error;
        await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, 20 * 2 ** attempt));
      }
    }
  }

  /** Does away with what SQLite's write-ahead log still has of rows that were deleted; servers do so in their own time. */
  async forgetDeleted(): Promise<void> {
    if (this.dialect.isSqlite) await sql`pragma wal_checkpoint(truncate)`.execute(this.kysely());
  }

  /**
   * Inserts many rows; see {@link upsertRows}.
   * @throws the database's duplicate key where one of them is there already: somebody else was first, and {@link transaction}
   * does everything again
   */
  insertRows<Tables>(
    trx: Transaction<Tables>,
    table: string,
    columns: readonly string[],
    rows: readonly (readonly unknown[])[],
  ): Promise<void> {
    return this.writeRows(trx, table, columns, rows, '');
  }

  /**
   * Inserts many rows, in place of those that have the same primary key. One statement for all of them, but on SQLite,
   * where one prepared statement run row by row is the fast form.
   *
   * Not for rows that another unique key can meet: MySQL would write over what that one finds.
   * @param columns names that come from the code, never from outside
   */
  upsertRows<Tables>(
    trx: Transaction<Tables>,
    table: string,
    keys: readonly string[],
    columns: readonly string[],
    rows: readonly (readonly unknown[])[],
  ): Promise<void> {
    const others = columns.filter((column) => !keys.includes(column));
    const assigned = others.length > 0 ? others : keys; // where all are keys there is nothing to update
    const { isSqlite } = this.dialect;
    const value = (column: string) => (isSqlite ? `excluded.\`${column}\`` : `values(\`${column}\`)`);
    const updates = assigned.map((column) => `\`${column}\` = ${value(column)}`).join(', ');
    const onDuplicate = isSqlite ? `on conflict (${keys.join(', ')}) do update set` : 'on duplicate key update';
    return this.writeRows(trx, table, columns, rows, `${onDuplicate} ${updates}`);
  }

  /** Inserts those of many rows whose primary key is not there yet. */
  insertMissing<Tables>(
    trx: Transaction<Tables>,
    table: string,
    columns: readonly string[],
    rows: readonly (readonly unknown[])[],
  ): Promise<void> {
    if (this.dialect.isSqlite) return this.writeRows(trx, table, columns, rows, 'on conflict do nothing');
    return this.writeRows(trx, table, columns, rows, '', 'insert ignore');
  }

  private async writeRows<Tables>(
    trx: Transaction<Tables>,
    table: string,
    columns: readonly string[],
    rows: readonly (readonly unknown[])[],
    onDuplicate: string,
    insert = 'insert',
  ): Promise<void> {
    if (rows.length === 0) return;
    const names = columns.map((column) => `\`${column}\``).join(', ');
    if (this.dialect.isSqlite) {
      const placeholders = columns.map(() => '?').join(', ');
      const statement = (await this.sqlite()).prepare(
        `${insert} into ${table} (${names}) values (${placeholders}) ${onDuplicate}`,
      );
      for (const row of rows) statement.run(row);
      return;
    }
    // mysql2 writes an array of arrays as rows: 2.0 ms for 1000 calls, against 3.5 ms with a placeholder for each value.
    await trx.executeQuery(CompiledQuery.raw(`${insert} into ${table} (${names}) values ? ${onDuplicate}`, [rows]));
  }

  /** The one connection there is: a statement run on it is part of the transaction that is open. */
  private sqlite(): Promise<BetterSqlite.Database> {
    return (this.orm.em.getConnection() as unknown as SqliteConnection).getNativeClient();
  }
}

function isRace(error: unknown): boolean {
  const { errno, code } = error as { errno?: unknown; code?: unknown };
  return error instanceof LostRaceError || RACES.has(errno) || RACES.has(code) || isDuplicateKey(error);
}

/** Whether the database failed in a way that passes: it was busy, or away. What was being done may be done again. */
export function isPassingFailure(error: unknown): boolean {
  const { code, fatal } = error as { code?: unknown; fatal?: unknown };
  // What mysql2 says of a statement, be it the rollback, for which the connection is lost already: it has no code for that.
  const wasLost = fatal === true && code === undefined;
  return isRace(error) || LOST_CONNECTIONS.has(code) || wasLost;
}

/** Whether a unique key refused a row, whatever the database, whether MikroORM wrapped the error or not. */
export function isDuplicateKey(error: unknown): boolean {
  const { errno, code, cause } = error as { errno?: unknown; code?: unknown; cause?: unknown };
  return DUPLICATE_KEYS.has(errno) || DUPLICATE_KEYS.has(code) || (cause instanceof Error && isDuplicateKey(cause));
}
