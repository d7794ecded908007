import { Migration } from '@mikro-orm/migrations';

/** Where the recordings of calls are kept. */
export class Migration20261125010000 extends Migration {
  override up(): void {
    this.addSql(`
      create table recordings (
        call_id text not null primary key,
        workspace_id text not null,
        storage_key text not null,
        content_type text not null,
        byte_size integer not null,
        sha256 text not null,
        duration_seconds double null,
        source text not null,
        stored_at datetime not null,
        constraint recordings_call_id_foreign foreign key (call_id) references calls (id) on update cascade on delete cascade
      )
    `);
  }
}
