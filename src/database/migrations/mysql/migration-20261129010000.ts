import { backFillNumbers } from '../back-fill-numbers.js';
import { RepeatableMigration } from './repeatable-migration.js';

/** Cores of numbers that shorter parts find as well, with the numbers beside them. */
export class Migration20261129010000 extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.alterUnlessIndex(
      'calls',
      'calls_workspace_id_from_core_from_key_index',
      `
          drop index calls_workspace_id_from_core_index,
          drop index calls_workspace_id_to_core_index,
          add index calls_workspace_id_from_core_from_key_index (workspace_id, from_core, from_key),
          add index calls_workspace_id_to_core_to_key_index (workspace_id, to_core, to_key)
      `,
    );
    await backFillNumbers((sql) => this.execute(sql));
  }
}
