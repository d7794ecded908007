import { Migration } from '@mikro-orm/migrations';

/** When artifacts are tried again, how often a run was taken up in vain, why an application is paused, who does a beat. */
export class Migration20261125040000 extends Migration {
  override up(): void {
    this.addSql(
      'alter table sync_runs add fruitless int not null default 0, add index sync_runs_updated_at_index (updated_at)',
    );
    this.addSql(`
      alter table calls
        add transcript_retry_at datetime(3) null,
        add recording_retry_at datetime(3) null,
        add index calls_transcript_retry_at_index (transcript_retry_at),
        add index calls_recording_retry_at_index (recording_retry_at)
    `);
    this.addSql(
      'alter table applications add sync_paused_reason varchar(1000) null, add sync_paused_at datetime(3) null',
    );
    this.addSql(`
      create table beats (
        name varchar(64) collate ascii_bin not null,
        due_at datetime(3) not null,
        primary key (name)
      ) default character set utf8mb4 engine = InnoDB
    `);
  }
}
