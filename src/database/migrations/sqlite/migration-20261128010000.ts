import { Migration } from '@mikro-orm/migrations';

/** What users are called, and which of their tokens are good. */
export class Migration20261128010000 extends Migration {
  override up(): void {
    this.addSql('alter table users add column name text null');
    this.addSql('alter table users add column token_version integer not null default 0');
  }
}
