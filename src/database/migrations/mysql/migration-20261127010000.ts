import { Migration } from '@mikro-orm/migrations';

/** The audit log. */
export class Migration20261127010000 extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists audit_entries (
        id varchar(26) collate ascii_bin not null,
        workspace_id varchar(26) collate ascii_bin not null,
        at datetime(3) not null,
        action varchar(32) collate ascii_bin not null,
        actor_kind varchar(24) collate ascii_bin not null,
        actor_id varchar(26) collate ascii_bin null,
        actor_name varchar(254) null,
        target_kind varchar(24) collate ascii_bin not null,
        target_id varchar(26) collate ascii_bin not null,
        target_name varchar(254) null,
        details text null,
        once_key varchar(43) collate ascii_bin null,
        primary key (id),
        unique audit_entries_once_key_unique (once_key),
        index audit_entries_workspace_id_id_index (workspace_id, id),
        index audit_entries_workspace_id_target_id_id_index (workspace_id, target_id, id),
        index audit_entries_at_index (at)
      ) default character set utf8mb4 engine = InnoDB
    `);
  }
}
