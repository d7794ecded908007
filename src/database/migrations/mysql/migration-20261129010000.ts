import { RepeatableMigration } from './repeatable-migration.js';

/** The numbers beside what long parts of them were found by, until parts of all lengths had an index of their own. */
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
  }
}
