import { RepeatableMigration } from './repeatable-migration.js';

/** When artifacts are tried again, how often a run was taken up in vain, why an application is paused, who does a beat. */
export class Migration20261125040000 extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.alterUnlessColumn(
      'sync_runs',
      'fruitless',
      'add fruitless int not null default 0, add index sync_runs_updated_at_index (updated_at)',
    );
    await this.alterUnlessColumn(
      'calls',
      'recording_retry_at',
      `add transcript_retry_at datetime(3) null,
       add recording_retry_at datetime(3) null,
       add index calls_transcript_retry_at_index (transcript_retry_at),
       add index calls_recording_retry_at_index (recording_retry_at)`,
    );
    await this.alterUnlessColumn(
      'applications',
      'sync_paused_at',
      'add sync_paused_reason varchar(1000) null, add sync_paused_at datetime(3) null',
    );
    await this.execute(`
      create table if not exists beats (
        name varchar(64) collate ascii_bin not null,
        due_at datetime(3) not null,
        primary key (name)
      ) default character set utf8mb4 engine = InnoDB
    `);
  }
}
