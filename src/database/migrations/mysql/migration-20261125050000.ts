import { backFillNumbers } from '../back-fill-numbers.js';
import { RepeatableMigration } from './repeatable-migration.js';

/** What numbers are searched by, and the order of every list as an index. One statement, so that it is done or not. */
export class Migration20261125050000 extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.alterUnlessColumn(
      'calls',
      'from_key',
      `
          add column from_key varchar(255) collate ascii_bin null after to_number,
          add column to_key varchar(255) collate ascii_bin null after from_key,
          add column from_core varchar(9) collate ascii_bin null after to_key,
          add column to_core varchar(9) collate ascii_bin null after from_core,
          drop index calls_application_id_start_time_id_index,
          drop index calls_workspace_id_start_time_id_index,
          add index calls_application_id_start_time_id_from_key_to_key_index (application_id, start_time, id, from_key, to_key),
          add index calls_workspace_id_start_time_id_from_key_to_key_index (workspace_id, start_time, id, from_key, to_key),
          add index calls_application_id_duration_seconds_id_index (application_id, duration_seconds, id),
          add index calls_workspace_id_duration_seconds_id_index (workspace_id, duration_seconds, id),
          add index calls_application_id_cost_nanos_id_index (application_id, cost_nanos, id),
          add index calls_workspace_id_cost_nanos_id_index (workspace_id, cost_nanos, id),
          add index calls_application_id_updated_at_id_index (application_id, updated_at, id),
          add index calls_workspace_id_updated_at_id_index (workspace_id, updated_at, id),
          add index calls_workspace_id_status_start_time_id_index (workspace_id, status, start_time, id),
          add index calls_workspace_id_from_core_index (workspace_id, from_core),
          add index calls_workspace_id_to_core_index (workspace_id, to_core),
          add index calls_workspace_id_conversation_id_index (workspace_id, conversation_id)
      `,
    );
    await backFillNumbers((sql) => this.execute(sql));
  }
}
