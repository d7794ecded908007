import { Migration } from '@mikro-orm/migrations';

/** Where transcripts are kept, and what was said in them. */
export class Migration20261125020000 extends Migration {
  override up(): void {
    this.addSql(`
      create table transcripts (
        call_id text not null,
        workspace_id text not null,
        conversation_id text not null,
        language text null,
        summary text null,
        outcome text not null,
        termination_reason text null,
        duration_seconds integer null,
        credits integer null,
        evaluations text not null,
        data text not null,
        raw longblob not null,
        fetched_at datetime not null,
        primary key (call_id),
        constraint transcripts_call_id_foreign foreign key (call_id) references calls (id) on update cascade on delete cascade
      )
    `);
    this.addSql(`
      create table transcript_messages (
        call_id text not null,
        \`position\` integer not null,
        role text not null,
        text longtext null,
        offset_seconds double not null,
        interrupted integer not null,
        tool_calls longtext null,
        primary key (call_id, \`position\`),
        constraint transcript_messages_call_id_foreign foreign key (call_id) references calls (id) on delete cascade
      )
    `);
  }
}
