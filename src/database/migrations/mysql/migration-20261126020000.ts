import { Migration } from '@mikro-orm/migrations';

/** The inbox of webhooks. */
export class Migration20261126020000 extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists webhook_events (
        id varchar(26) collate ascii_bin not null,
        workspace_id varchar(26) collate ascii_bin not null,
        application_id varchar(26) collate ascii_bin not null,
        source varchar(24) collate ascii_bin not null,
        event_id varchar(128) collate ascii_bin not null,
        type varchar(64) collate ascii_bin not null,
        session_id bigint null,
        conversation_id varchar(128) collate ascii_bin null,
        occurred_at datetime(3) not null,
        status varchar(24) collate ascii_bin not null,
        reason varchar(500) null,
        attempts int not null default 0,
        body longblob null,
        storage_key varchar(255) collate ascii_bin null,
        received_at datetime(3) not null,
        due_at datetime(3) null,
        lease_token varchar(26) collate ascii_bin null,
        processed_at datetime(3) null,
        primary key (id),
        unique webhook_events_application_id_source_event_id_unique (application_id, source, event_id),
        index webhook_events_due_at_index (due_at),
        index webhook_events_status_received_at_index (status, received_at),
        index webhook_events_workspace_id_id_index (workspace_id, id),
        index webhook_events_application_id_session_id_index (application_id, session_id),
        index webhook_events_application_id_conversation_id_index (application_id, conversation_id),
        constraint webhook_events_application_id_foreign foreign key (application_id) references applications (id) on delete cascade
      ) default character set utf8mb4 engine = InnoDB
    `);
  }
}
