import { Migration } from '@mikro-orm/migrations';

/** Room for what an agent sums up, judges and collects: `text` ends at 64 KB, and refuses what is longer. */
export class Migration20261125020100 extends Migration {
  override up(): void {
    this.addSql(`
      alter table transcripts
        modify summary longtext null,
        modify evaluations longtext not null,
        modify data longtext not null
    `);
  }
}
