import type { DatabaseKind } from './connection-url.js';
import type { StoredInstant } from './stored.js';

const STORED = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{3})?$/;

/**
 * What differs between the databases where SQL is written by hand: how an instant is stored, and what the database's
 * own clock is called. SQLite keeps milliseconds since 1970, MySQL and MariaDB a `datetime(3)` in UTC.
 */
export class Dialect {
  constructor(readonly kind: DatabaseKind) {}

  get isSqlite(): boolean {
    return this.kind === 'sqlite';
  }

  /** An SQL expression for the database's clock, in the form in which instants are stored. */
  get now(): string {
    return this.isSqlite ? `cast(unixepoch('subsec') * 1000 as integer)` : 'utc_timestamp(3)';
  }

  /** An SQL expression for the database's clock plus so many milliseconds. */
  nowPlus(ms: number): string {
    const whole = Math.trunc(ms);
    return this.isSqlite ? `(${this.now} + ${whole})` : `(${this.now} + interval ${whole * 1000} microsecond)`;
  }

  /**
   * How a statement begins that reads for so long and no longer; the database itself ends it then. SQLite has no such limit:
   * it reads within this process.
   */
  selectWithin(ms: number): string {
    if (this.isSqlite) return 'select';
    return this.kind === 'mysql'
      ? `select /*+ max_execution_time(${ms}) */`
      : `set statement max_statement_time = ${ms / 1000} for select`;
  }

  /** A join whose tables are read in the order in which they stand. */
  get joinInOrder(): string {
    return this.isSqlite ? 'cross join' : 'straight_join';
  }

  /** What the index of a table's primary key is called, where the key is a text. */
  primaryKey(table: string): string {
    return this.isSqlite ? `sqlite_autoindex_${table}_1` : 'primary';
  }

  /** An SQL expression for an instant's whole seconds since 1970. */
  epochSeconds(column: string): string {
    return this.isSqlite ? `${column} / 1000` : `timestampdiff(second, '1970-01-01', ${column})`;
  }

  /** A value to bind for an instant. */
  toColumn(instant: Date): string | number {
    return this.isSqlite ? instant.getTime() : instant.toISOString().slice(0, 23).replace('T', ' ');
  }

  /** Whether a value that came from outside, in a cursor, is an instant in the form in which it is stored. */
  isStored(value: unknown): value is StoredInstant {
    if (this.isSqlite) return typeof value === 'number' && Number.isSafeInteger(value);
    if (typeof value !== 'string' || !STORED.test(value)) return false;
    const instant = this.toDate(value);
    return !Number.isNaN(instant.getTime()) && String(this.toColumn(instant)).startsWith(value);
  }

  /** The instant in a column that was read without MikroORM. */
  toDate(column: string | number): Date {
    return typeof column === 'number' ? new Date(column) : new Date(`${column.replace(' ', 'T')}Z`);
  }

  /** The same as RFC 3339 tells it, which takes a tenth of the time for what is stored as text. */
  toInstant(column: StoredInstant): string {
    return typeof column === 'number' ? new Date(column).toISOString() : `${column.replace(' ', 'T')}Z`;
  }
}
