import { Migration } from '@mikro-orm/migrations';

/** Where transcripts are kept, and what was said in them. */
export class Migration20261125020000 extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists transcripts (
        call_id varchar(26) collate ascii_bin not null,
        workspace_id varchar(26) collate ascii_bin not null,
        conversation_id varchar(128) collate ascii_bin not null,
        language varchar(32) null,
        summary text null,
        outcome varchar(24) collate ascii_bin not null,
        termination_reason varchar(1000) null,
        duration_seconds int null,
        credits int null,
        evaluations text not null,
        data text not null,
        raw longblob not null,
        fetched_at datetime(3) not null,
        primary key (call_id),
        constraint transcripts_call_id_foreign foreign key (call_id) references calls (id) on update cascade on delete cascade
      ) default character set utf8mb4 engine = InnoDB
    `);
    this.addSql(`
      create table if not exists transcript_messages (
        call_id varchar(26) collate ascii_bin not null,
        \`position\` int unsigned not null,
        role varchar(24) collate ascii_bin not null,
        text longtext null,
        offset_seconds double not null,
        interrupted tinyint(1) not null,
        tool_calls longtext null,
        primary key (call_id, \`position\`),
        constraint transcript_messages_call_id_foreign foreign key (call_id) references calls (id) on delete cascade
      ) default character set utf8mb4 engine = InnoDB
    `);
  }
}
