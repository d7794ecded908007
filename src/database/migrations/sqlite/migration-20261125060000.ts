import { Migration } from '@mikro-orm/migrations';

/** Which conversations belonged to calls that were erased. */
export class Migration20261125060000 extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists erased_conversations (
        application_id text not null,
        conversation_hash text not null,
        primary key (application_id, conversation_hash),
        constraint erased_conversations_application_id_foreign foreign key (application_id) references applications (id) on delete cascade
      )
    `);
  }
}
