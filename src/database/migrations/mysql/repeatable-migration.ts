import { Migration } from '@mikro-orm/migrations';

/**
 * A migration that can be run again after it was cut off: MySQL and MariaDB commit each change of a table by itself, so
 * what was done before the end came is there already.
 */
export abstract class RepeatableMigration extends Migration {
  /** Changes a table unless it has the column, which comes with the whole of the change. */
  protected async alterUnlessColumn(table: string, column: string, change: string): Promise<void> {
    await this.alterUnless('columns', `table_name = '${table}' and column_name = '${column}'`, table, change);
  }

  /** Changes a table unless it has the index, which comes with the whole of the change. */
  protected async alterUnlessIndex(table: string, index: string, change: string): Promise<void> {
    await this.alterUnless('statistics', `table_name = '${table}' and index_name = '${index}'`, table, change);
  }

  private async alterUnless(view: string, where: string, table: string, change: string): Promise<void> {
    const known: object[] = await this.execute(
      `select 1 from information_schema.${view} where table_schema = database() and ${where} limit 1`,
    );
    if (known.length === 0) await this.execute(`alter table ${table} ${change}`);
  }
}
