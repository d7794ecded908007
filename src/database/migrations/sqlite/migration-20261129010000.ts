import { Migration } from '@mikro-orm/migrations';
import { backFillNumbers } from '../back-fill-numbers.js';

/** Cores of numbers that shorter parts find as well, with the numbers beside them. */
export class Migration20261129010000 extends Migration {
  override async up(): Promise<void> {
    for (const side of ['from', 'to']) await this.execute(`drop index calls_workspace_id_${side}_core_index`);
    await backFillNumbers((sql) => this.execute(sql));
    for (const side of ['from', 'to']) {
      const columns = `workspace_id, ${side}_core, ${side}_key`;
      await this.execute(`create index calls_${columns.replaceAll(', ', '_')}_index on calls (${columns})`);
    }
  }
}
