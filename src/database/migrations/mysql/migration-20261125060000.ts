import { Migration } from '@mikro-orm/migrations';

/** Which conversations belonged to calls that were erased. */
export class Migration20261125060000 extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists erased_conversations (
        application_id varchar(26) collate ascii_bin not null,
        conversation_hash varchar(43) collate ascii_bin not null,
        primary key (application_id, conversation_hash),
        constraint erased_conversations_application_id_foreign foreign key (application_id) references applications (id) on delete cascade
      ) default character set utf8mb4 engine = InnoDB
    `);
  }
}
