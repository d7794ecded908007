import { Migration } from '@mikro-orm/migrations';

/** When artifacts are tried again, how often a run was taken up in vain, why an application is paused, who does a beat. */
export class Migration20261125040000 extends Migration {
  override up(): void {
    this.addSql('alter table sync_runs add fruitless integer not null default 0');
    this.addSql('create index sync_runs_updated_at_index on sync_runs (updated_at)');
    for (const artifact of ['transcript', 'recording']) {
      this.addSql(`alter table calls add ${artifact}_retry_at datetime null`);
      this.addSql(`create index calls_${artifact}_retry_at_index on calls (${artifact}_retry_at)`);
    }
    this.addSql('alter table applications add sync_paused_reason text null');
    this.addSql('alter table applications add sync_paused_at datetime null');
    this.addSql('create table beats (name text not null, due_at datetime not null, primary key (name))');
  }
}
