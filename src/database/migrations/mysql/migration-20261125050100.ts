import { Migration } from '@mikro-orm/migrations';

/** Where what was said is searched. */
export class Migration20261125050100 extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists call_texts (
        doc int unsigned not null auto_increment,
        call_id varchar(26) collate ascii_bin not null,
        words longtext collate utf8mb4_bin not null,
        primary key (doc),
        unique key call_texts_call_id_unique (call_id),
        constraint call_texts_call_id_foreign foreign key (call_id) references calls (id) on delete cascade
      ) default character set utf8mb4 engine = InnoDB
    `);
    this.addSql(`
      create table if not exists call_words (
        word bigint unsigned not null,
        doc int unsigned not null,
        primary key (word, doc),
        index call_words_doc_word_index (doc, word),
        constraint call_words_doc_foreign foreign key (doc) references call_texts (doc) on delete cascade
      ) default character set utf8mb4 engine = InnoDB
    `);
  }
}
