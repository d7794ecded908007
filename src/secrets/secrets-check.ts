import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { sql } from 'kysely';
import { type Db } from '../database/index.js';
import { type KeyRing } from './key-ring.js';
import { sealedUnder, type SecretColumn } from './secret-box.js';

/**
 * Says at the start where secrets are stored that no key of ENCRYPTION_KEY opens, as after a restore with another key. It is
 * no reason to stop: all but the upstreams can be used, and the secrets may be entered again.
 */
export class SecretsCheck implements OnApplicationBootstrap {
  private readonly logger = new Logger(SecretsCheck.name);

  constructor(
    private readonly db: Db,
    private readonly ring: KeyRing,
    private readonly columns: readonly SecretColumn[],
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const column of this.columns) {
      const unreadable = await this.countUnreadable(column);
      if (unreadable === 0) continue;
      this.logger.error({
        message:
          'No key of ENCRYPTION_KEY opens some of the stored secrets: add the key that they need, or enter them again',
        column: `${column.table}.${column.column}`,
        unreadable,
      });
    }
  }

  private async countUnreadable({ table, column }: SecretColumn): Promise<number> {
    const known = this.ring.ids.map((id) => sql`${sql.ref(column)} not like ${`${sealedUnder(id)}%`}`);
    const { rows } = await sql<{ count: number | string }>`select count(*) as count from ${sql.table(table)}
      where ${sql.ref(column)} is not null and ${sql.join(known, sql` and `)}`.execute(this.db.kysely());
    return Number(rows[0]?.count ?? 0);
  }
}
