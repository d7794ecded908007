import { Migration } from '@mikro-orm/migrations';

const INDEXES = [
  'due_at',
  'status, received_at',
  'workspace_id, id',
  'application_id, session_id',
  'application_id, conversation_id',
];

/** The inbox of webhooks. */
export class Migration20261126020000 extends Migration {
  override up(): void {
    this.addSql(`
      create table webhook_events (
        id text not null,
        workspace_id text not null,
        application_id text not null,
        source text not null,
        event_id text not null,
        type text not null,
        session_id bigint null,
        conversation_id text null,
        occurred_at datetime not null,
        status text not null,
        reason text null,
        attempts integer not null default 0,
        body longblob null,
        storage_key text null,
        received_at datetime not null,
        due_at datetime null,
        lease_token text null,
        processed_at datetime null,
        primary key (id),
        constraint webhook_events_application_id_foreign foreign key (application_id) references applications (id) on delete cascade
      )
    `);
    const key = 'application_id, source, event_id';
    this.addSql(`create unique index webhook_events_application_id_source_event_id_unique on webhook_events (${key})`);
    for (const columns of INDEXES) {
      const name = `webhook_events_${columns.replaceAll(', ', '_')}_index`;
      this.addSql(`create index ${name} on webhook_events (${columns})`);
    }
  }
}
