import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { ENV, type Env } from '../config/index.js';
import { Db } from '../database/index.js';
import type { AuditTables } from './audit-entry.table.js';

const DAY_MS = 86_400_000;
/** So that no statement holds many locks. */
const ROWS_A_STATEMENT = 1_000;

/** Entries are kept for `AUDIT_DAYS`. */
@Injectable()
export class AuditExpiry {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: Pick<Env, 'AUDIT_DAYS'>,
  ) {}

  /** Removes those that are older. Can be repeated, and run beside itself. @returns how many there were */
  async run(): Promise<number> {
    const before = this.db.dialect.toColumn(new Date(this.clock.now().getTime() - this.env.AUDIT_DAYS * DAY_MS));
    const tables = this.db.kysely<AuditTables>();
    for (let removed = 0; ;) {
      const past = await tables
        .selectFrom('audit_entries')
        .select('id')
        .where('at', '<', before)
        .orderBy('at')
        .limit(ROWS_A_STATEMENT)
        .execute();
      if (past.length === 0) return removed;
      const ids = past.map(({ id }) => id);
      await tables.deleteFrom('audit_entries').where('id', 'in', ids).execute();
      removed += ids.length;
    }
  }
}
