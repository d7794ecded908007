import { Migration } from '@mikro-orm/migrations';

/** Where the recordings of calls are kept. */
export class Migration20261125010000 extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists recordings (
        call_id varchar(26) collate ascii_bin not null,
        workspace_id varchar(26) collate ascii_bin not null,
        storage_key varchar(255) collate ascii_bin not null,
        content_type varchar(64) collate ascii_bin not null,
        byte_size int not null,
        sha256 varchar(64) collate ascii_bin not null,
        duration_seconds double null,
        source varchar(24) collate ascii_bin not null,
        stored_at datetime(3) not null,
        primary key (call_id),
        constraint recordings_call_id_foreign foreign key (call_id) references calls (id) on update cascade on delete cascade
      ) default character set utf8mb4 engine = InnoDB
    `);
  }
}
