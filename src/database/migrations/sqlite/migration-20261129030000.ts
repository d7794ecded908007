import { Migration } from '@mikro-orm/migrations';
import { backFillNumberParts } from '../back-fill-number-parts.js';

/** Parts of numbers, four characters and more, in place of the cores that took seven digits to find. */
export class Migration20261129030000 extends Migration {
  override async up(): Promise<void> {
    await this.execute(`
      create table number_parts (
        workspace_id text not null,
        part text not null,
        number_key text not null,
        primary key (workspace_id, part, number_key)
      ) without rowid
    `);
    for (const side of ['from', 'to']) {
      await this.execute(`drop index calls_workspace_id_${side}_core_${side}_key_index`);
      await this.execute(`alter table calls drop column ${side}_core`);
      await this.execute(`create index calls_workspace_id_${side}_key_index on calls (workspace_id, ${side}_key)`);
    }
    await backFillNumberParts((sql, params) => this.execute(sql, params), 'insert or ignore');
  }
}
