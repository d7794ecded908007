import { Migration } from '@mikro-orm/migrations';
import { backFillNumbers } from '../back-fill-numbers.js';

const INDEXES = [
  'application_id, start_time, id, from_key, to_key',
  'workspace_id, start_time, id, from_key, to_key',
  'application_id, duration_seconds, id',
  'workspace_id, duration_seconds, id',
  'application_id, cost_nanos, id',
  'workspace_id, cost_nanos, id',
  'application_id, updated_at, id',
  'workspace_id, updated_at, id',
  'workspace_id, status, start_time, id',
  'workspace_id, from_core',
  'workspace_id, to_core',
  'workspace_id, conversation_id',
];

/** What numbers are searched by, and the order of every list as an index. */
export class Migration20261125050000 extends Migration {
  override async up(): Promise<void> {
    for (const column of ['from_key', 'to_key', 'from_core', 'to_core']) {
      await this.execute(`alter table calls add column ${column} text null`);
    }
    await this.execute('drop index calls_application_id_start_time_id_index');
    await this.execute('drop index calls_workspace_id_start_time_id_index');
    await backFillNumbers((sql) => this.execute(sql));
    for (const columns of INDEXES) {
      await this.execute(`create index calls_${columns.replaceAll(', ', '_')}_index on calls (${columns})`);
    }
  }
}
