import { backFillNumberParts } from '../back-fill-number-parts.js';
import { RepeatableMigration } from './repeatable-migration.js';

/** Parts of numbers, four characters and more, in place of the cores that took seven digits to find. */
export class Migration20261129030000 extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.execute(`
      create table if not exists number_parts (
        workspace_id varchar(26) collate ascii_bin not null,
        part varchar(9) collate ascii_bin not null,
        number_key varchar(255) collate ascii_bin not null,
        primary key (workspace_id, part, number_key)
      ) default character set utf8mb4 engine = InnoDB
    `);
    await this.alterUnlessIndex(
      'calls',
      'calls_workspace_id_from_key_index',
      `
          drop index calls_workspace_id_from_core_from_key_index,
          drop index calls_workspace_id_to_core_to_key_index,
          drop column from_core,
          drop column to_core,
          add index calls_workspace_id_from_key_index (workspace_id, from_key),
          add index calls_workspace_id_to_key_index (workspace_id, to_key)
      `,
    );
    await backFillNumberParts((sql, params) => this.execute(sql, params), 'insert ignore');
  }
}
