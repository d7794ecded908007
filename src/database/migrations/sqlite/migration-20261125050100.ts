import { Migration } from '@mikro-orm/migrations';

/** Where what was said is searched. */
export class Migration20261125050100 extends Migration {
  override up(): void {
    this.addSql(`
      create table call_texts (
        doc integer not null primary key autoincrement,
        call_id text not null,
        words longtext not null,
        constraint call_texts_call_id_foreign foreign key (call_id) references calls (id) on delete cascade
      )
    `);
    this.addSql('create unique index call_texts_call_id_unique on call_texts (call_id)');
    this.addSql(`
      create table call_words (
        word bigint not null,
        doc integer not null,
        primary key (word, doc),
        constraint call_words_doc_foreign foreign key (doc) references call_texts (doc) on delete cascade
      ) without rowid
    `);
    this.addSql('create index call_words_doc_word_index on call_words (doc, word)');
  }
}
