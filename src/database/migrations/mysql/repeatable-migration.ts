import { Migration } from '@mikro-orm/migrations';

/**
 * A migration that can be run again after it was cut off: MySQL and MariaDB commit each change of a table by itself, so
 * what was done before the end came is there already.
 */
export abstract class RepeatableMigration extends Migration {
  /** Changes a table unless it has the column, which comes with the whole of the change. */
  protected async alterUnlessColumn(table: string, column: string, change: string): Promise<void> {
    const known: object[] = await this.execute(
      `select 1 from information_schema.columns
        where table_schema = database() and table_name = '${table}' and column_name = '${column}'`,
    );
    if (known.length === 0) await this.execute(`alter table ${table} ${change}`);
  }
}
