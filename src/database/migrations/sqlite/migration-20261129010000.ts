import { Migration } from '@mikro-orm/migrations';

/** The numbers beside what long parts of them were found by, until parts of all lengths had an index of their own. */
export class Migration20261129010000 extends Migration {
  override async up(): Promise<void> {
    for (const side of ['from', 'to']) await this.execute(`drop index calls_workspace_id_${side}_core_index`);
    for (const side of ['from', 'to']) {
      const columns = `workspace_id, ${side}_core, ${side}_key`;
      await this.execute(`create index calls_${columns.replaceAll(', ', '_')}_index on calls (${columns})`);
    }
  }
}
