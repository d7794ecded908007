import type { DatabaseKind } from './connection-url.js';

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

  /** A value to bind for an instant. */
  toColumn(instant: Date): string | number {
    return this.isSqlite ? instant.getTime() : instant.toISOString().slice(0, 23).replace('T', ' ');
  }

  /** The instant in a column that was read without MikroORM. */
  toDate(column: string | number): Date {
    return typeof column === 'number' ? new Date(column) : new Date(`${column.replace(' ', 'T')}Z`);
  }
}
