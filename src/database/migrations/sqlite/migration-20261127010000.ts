import { Migration } from '@mikro-orm/migrations';

const INDEXES = ['workspace_id, id', 'workspace_id, target_id, id', 'at'];

/** The audit log. */
export class Migration20261127010000 extends Migration {
  override up(): void {
    this.addSql(`
      create table audit_entries (
        id text not null,
        workspace_id text not null,
        at datetime not null,
        action text not null,
        actor_kind text not null,
        actor_id text null,
        actor_name text null,
        target_kind text not null,
        target_id text not null,
        target_name text null,
        details text null,
        once_key text null,
        primary key (id)
      )
    `);
    this.addSql('create unique index audit_entries_once_key_unique on audit_entries (once_key)');
    for (const columns of INDEXES) {
      const name = `audit_entries_${columns.replaceAll(', ', '_')}_index`;
      this.addSql(`create index ${name} on audit_entries (${columns})`);
    }
  }
}
