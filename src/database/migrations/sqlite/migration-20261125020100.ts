import { Migration } from '@mikro-orm/migrations';

/** The types that MySQL needs for what an agent sums up, judges and collects. SQLite changes none but by a new table. */
export class Migration20261125020100 extends Migration {
  override up(): void {
    this.addSql(`
      create table transcripts_new (
        call_id text not null,
        workspace_id text not null,
        conversation_id text not null,
        language text null,
        summary longtext null,
        outcome text not null,
        termination_reason text null,
        duration_seconds integer null,
        credits integer null,
        evaluations longtext not null,
        data longtext not null,
        raw longblob not null,
        fetched_at datetime not null,
        primary key (call_id),
        constraint transcripts_call_id_foreign foreign key (call_id) references calls (id) on update cascade on delete cascade
      )
    `);
    this.addSql('insert into transcripts_new select * from transcripts');
    this.addSql('drop table transcripts');
    this.addSql('alter table transcripts_new rename to transcripts');
  }
}
